/**
 * The end of a run: its shards become trials.parquet (all but returns) and returns.parquet, in plan order.
 *
 * Shards are cut wherever chunks ended, and parquet-wasm's bytes depend on the batches that go in; so rows are re-cut into batches of
 * exactly one row group before they are written, and the files are the same for any chunk size, thread count or history of crashes.
 * Everything streams: memory holds one row group of each file and one of the shard being read.
 *
 * Order of events, each of which a crash may follow:
 *   both files in .tmp, synced → verified → renamed into place → the manifest records their hashes → shards are removed.
 * Until the manifest has the hashes the shards are the truth and compaction starts over; from then on the files are, and only the
 * removal goes on. 1,000,000 rows × 30 metrics take 3–7 s and less than 400 MB.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '../core/assert.ts'
import { StoreError } from '../core/errors.ts'
import type { ResultBatch } from '../domain/result-batch.ts'
import { makeFolder, removeIfThere, syncFolder } from './atomic-file.ts'
import { SHARDS, TEMP } from './commit.ts'
import { ledgerPath, readLedger } from './commit-ledger.ts'
import { ContentHasher } from './content-hash.ts'
import { crashpoint } from './crashpoint.ts'
import { FinalFile, type ResultFile } from './final-file.ts'
import { parquetFileFooter } from './parquet-footer.ts'
import { batchesFromArrow, joinBatches, type ResultLayout, sameLayout, sliceBatch } from './result-columns.ts'
import { firstDifference, nondeterministic } from './result-difference.ts'
import { fileSha256, listShards, RETURNS_FILE, readRowGroups, TRIALS_FILE } from './result-store.ts'
import { corrupt, decodeShard, METADATA_KEY, rowsPerGroup, type ShardHeader, shardName } from './shard-file.ts'
import { storeError } from './store-error.ts'

export interface CompactionReport {
  readonly trials: ResultFile
  readonly returns: ResultFile
  readonly layout: ResultLayout
  readonly days: number
  readonly failed: number
  readonly ruined: number
  readonly quarantined: number
}

/**
 * Writes, verifies and names both files. The shards stay: the caller records the report in the manifest and then calls removeShards.
 *
 * Errors: E_SHARD_CORRUPT (the shard is to be removed and recomputed), E_NONDETERMINISTIC when rows held twice differ, E_COMPACTION
 * when a range is missing or the written file is not what was written, E_STORE_FULL, E_STORE_IO.
 */
export async function writeFinalFiles(run: string, planHash: string, planned: number): Promise<CompactionReport> {
  const shards = listShards(run)
  const heads = shards.map(({ from, to }) => shardFileHeader(run, from, to))
  assert(heads.length > 0, 'a run that is compacted has shards')
  const layout = heads[0]!.layout
  const days = heads.reduce((longest, head) => Math.max(longest, head.days), 0)
  for (const head of heads) {
    if (head.planHash !== planHash || !sameLayout(head.layout, layout)) {
      throw new StoreError(
        'E_RUN_OTHER_PLAN',
        `shard ${shardName(head.from, head.to)} in ${run} belongs to another plan`,
      )
    }
  }
  makeFolder(join(run, TEMP))
  const header = { version: 1, planHash, rows: planned, layout } as const
  const groupRows = rowsPerGroup(days)
  const trials = new FinalFile(run, TRIALS_FILE, { ...header, kind: 'trials' }, groupRows)
  const returns = new FinalFile(run, RETURNS_FILE, { ...header, kind: 'returns' }, groupRows)
  const contents = new ContentHasher(layout)
  const counts = { failed: 0, ruined: 0, quarantined: 0 }
  try {
    for await (const group of recut(rowsInPlanOrder(run, shards, planned), groupRows)) {
      contents.update(group)
      for (const status of group.status) if (status in counts) counts[status as keyof typeof counts]++
      await trials.write(group)
      await returns.write(group)
    }
    await Promise.all([trials.finish(), returns.finish()])
  } catch (error) {
    await Promise.all([trials.abandon(), returns.abandon()])
    throw storeError(error, 'compact', run)
  }
  crashpoint('compaction.written')
  await Promise.all([trials.verify(), returns.verify()])
  crashpoint('compaction.verified')
  const hashes = contents.digest()
  const report = {
    trials: trials.publish(hashes.trials),
    returns: returns.publish(hashes.returns),
    layout,
    days,
    ...counts,
  }
  syncFolder(run)
  crashpoint('compaction.renamed')
  return report
}

/** Removes what the final files replace. Safe to repeat. */
export function removeShards(run: string): void {
  try {
    for (const { from, to } of listShards(run)) {
      removeIfThere(join(run, SHARDS, shardName(from, to)))
      crashpoint('compaction.shard-removed')
    }
    for (const name of [SHARDS, TEMP]) rmSync(join(run, name), { recursive: true, force: true })
    removeIfThere(ledgerPath(run))
    syncFolder(run)
  } catch (error) {
    throw storeError(error, 'remove shards of', run)
  }
}

function shardFileHeader(run: string, from: number, to: number): ShardHeader {
  const path = join(run, SHARDS, shardName(from, to))
  const { rows, metadata } = parquetFileFooter(path)
  const text = metadata.get(METADATA_KEY)
  if (text === undefined || rows !== to - from) throw corrupt(path, 'its footer is not a shard’s')
  return JSON.parse(text) as ShardHeader
}

/** All rows once, in plan order, checked against the shards' hashes; rows that several shards hold are compared bit for bit. */
async function* rowsInPlanOrder(
  run: string,
  shards: readonly { readonly from: number; readonly to: number }[],
  planned: number,
): AsyncGenerator<ResultBatch> {
  const ledger = readLedger(run)
  let next = 0
  for (const [at, shard] of shards.entries()) {
    const { from, to } = shard
    if (from > next) break
    if (from < next) compareWithEarlier(run, shards.slice(0, at), shard, Math.min(next, to))
    if (to <= next) continue
    const path = join(run, SHARDS, shardName(from, to))
    const recorded = ledger.get(`${from}-${to}`)?.sha256
    if (recorded !== undefined && (await fileSha256(path)) !== recorded)
      throw corrupt(path, 'its bytes do not match their hash')
    if (recorded === undefined) decodeShard(readFileSync(path), path)
    const { layout } = shardFileHeader(run, from, to)
    let first = from
    for await (const table of readRowGroups(path)) {
      for (const batch of batchesFromArrow(table, layout, first)) {
        first = batch.from + batch.rows
        const skip = Math.max(0, next - batch.from)
        if (skip < batch.rows) yield skip === 0 ? batch : sliceBatch(batch, skip, batch.rows)
      }
    }
    next = to
  }
  if (next !== planned) {
    throw new StoreError(
      'E_COMPACTION',
      `trial ${next} of ${planned} is not committed in ${run}`,
      'Run the same command again.',
    )
  }
}

/** Rows [shard.from, end) of `shard` against the earlier shards that hold them. */
function compareWithEarlier(
  run: string,
  earlier: readonly { readonly from: number; readonly to: number }[],
  shard: { readonly from: number; readonly to: number },
  end: number,
): void {
  const load = (range: { readonly from: number; readonly to: number }): { path: string; batch: ResultBatch } => {
    const path = join(run, SHARDS, shardName(range.from, range.to))
    return { path, batch: decodeShard(readFileSync(path), path).batch }
  }
  const here = load(shard)
  for (const other of earlier) {
    const from = Math.max(other.from, shard.from)
    const to = Math.min(other.to, end)
    if (from >= to) continue
    const there = load(other)
    const a = sliceBatch(there.batch, from - other.from, to - other.from)
    const b = sliceBatch(here.batch, from - shard.from, to - shard.from)
    if (firstDifference(a, b) !== '') throw nondeterministic(a, b, `Both are kept: ${there.path} and ${here.path}.`)
  }
}

/** The same rows in batches of exactly `groupRows`, the last one shorter. */
async function* recut(batches: AsyncIterable<ResultBatch>, groupRows: number): AsyncGenerator<ResultBatch> {
  let pending: ResultBatch[] = []
  let rows = 0
  for await (const batch of batches) {
    for (let begin = 0; begin < batch.rows; ) {
      const end = Math.min(batch.rows, begin + groupRows - rows)
      pending.push(sliceBatch(batch, begin, end))
      rows += end - begin
      begin = end
      if (rows < groupRows) continue
      yield joinBatches(pending)
      pending = []
      rows = 0
    }
  }
  if (rows > 0) yield joinBatches(pending)
}
