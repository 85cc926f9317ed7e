/**
 * A run's rows on disk. While it runs: shards, whose union of ranges is what is committed. When it is complete: trials.parquet and
 * returns.parquet, read here by column and row group with flat memory.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, openAsBlob, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from 'apache-arrow'
import * as parquet from 'parquet-wasm'
import { StoreError } from '../core/errors.ts'
import { IntegerRanges } from '../core/integer-ranges.ts'
import { tableFromIPC } from './arrow.ts'
import { removeIfThere } from './atomic-file.ts'
import { adoptShard, SHARDS } from './commit.ts'
import { type CommitRecord, readLedger } from './commit-ledger.ts'
import { parquetFileFooter } from './parquet-footer.ts'
import type { ResultLayout } from './result-columns.ts'
import { isCorrupt, METADATA_KEY, sha256, shardHeader, shardName, shardRange } from './shard-file.ts'
import { storeError } from './store-error.ts'

export const TRIALS_FILE = 'trials.parquet'
export const RETURNS_FILE = 'returns.parquet'

export interface ShardScan {
  /** Whole shards, by range. */
  readonly shards: readonly ShardEntry[]
  /** The union of their ranges. */
  readonly committed: IntegerRanges
  /** Ranges whose shard was damaged. It is removed, so that the range is computed again. */
  readonly damaged: readonly { readonly from: number; readonly to: number; readonly reason: string }[]
}

export type ShardEntry = Pick<CommitRecord, 'from' | 'to' | 'failed' | 'quarantined'>

/**
 * Reads what is committed and checks each shard: by its sha256 in the ledger, or, if nobody recorded it, row by row (it is then recorded).
 * Names that are no shards are left alone. Cost: one read and SHA-256 of every shard.
 *
 * Errors: E_RUN_OTHER_PLAN when a shard carries another plan hash or lies beyond the plan; E_STORE_IO.
 */
export function scanShards(run: string, planHash: string, planned: number): ShardScan {
  const ledger = readLedger(run)
  const shards: ShardEntry[] = []
  const committed = new IntegerRanges()
  const damaged: { from: number; to: number; reason: string }[] = []
  for (const { from, to } of listShards(run)) {
    const path = join(run, SHARDS, shardName(from, to))
    try {
      const found = checkShard(run, path, { from, to }, planHash, ledger.get(`${from}-${to}`))
      if (to > planned) {
        throw new StoreError('E_RUN_OTHER_PLAN', `${path} lies beyond the plan's ${planned} trials`, NEW_RUN)
      }
      shards.push({ from, to, failed: found.failed, quarantined: found.quarantined })
      committed.add(from, to)
    } catch (error) {
      if (!isCorrupt(error)) throw storeError(error, 'read', path)
      removeIfThere(path)
      damaged.push({ from, to, reason: (error as Error).message })
    }
  }
  return { shards, committed, damaged }
}

/** Ranges of the shards on disk, by name, unchecked. */
export function listShards(run: string): { readonly from: number; readonly to: number }[] {
  const folder = join(run, SHARDS)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((name) => shardRange(name) ?? [])
}

/** What a final file says of itself in its footer. */
export interface ResultFileHeader {
  readonly version: 1
  readonly kind: 'trials' | 'returns'
  readonly planHash: string
  readonly rows: number
  readonly layout: ResultLayout
}

/** Errors: E_PARQUET_FOOTER, E_RESULT_FILE when it is not a result file of ours; E_STORE_IO. */
export function resultFileHeader(path: string): ResultFileHeader {
  try {
    const footer = parquetFileFooter(path)
    const header = JSON.parse(footer.metadata.get(METADATA_KEY) ?? 'null') as ResultFileHeader | null
    if (header?.version !== 1 || header.rows !== footer.rows) {
      throw new StoreError(
        'E_RESULT_FILE',
        `${path} is not a result file of quantfarm`,
        'Run the sweep again with --new-run.',
      )
    }
    return header
  } catch (error) {
    throw storeError(error, 'read', path)
  }
}

/**
 * The rows of trials.parquet or returns.parquet, one Arrow table for each row group, in plan order; only the named columns are read.
 * Errors: E_STORE_IO.
 */
export async function* readRowGroups(path: string, columns?: readonly string[]): AsyncGenerator<Table> {
  const file = await parquet.ParquetFile.fromFile(await openAsBlob(path)).catch((error: unknown) => {
    throw storeError(error, 'read', path)
  })
  try {
    const metadata = file.metadata()
    const groups = metadata.numRowGroups()
    for (let group = 0; group < groups; group++) {
      // A batch size is preallocated, so it is the group's own number of rows.
      const batchSize = metadata.rowGroup(group).numRows()
      const wanted = { rowGroups: [group], batchSize: Math.max(1, batchSize) }
      const table = await file.read(columns === undefined ? wanted : { ...wanted, columns: [...columns] })
      yield tableFromIPC(table.intoIPCStream())
    }
    metadata.free()
  } finally {
    file.free()
  }
}

/** sha256 of a file's bytes, read in pieces. Errors: E_STORE_IO. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Uint8Array)
  } catch (error) {
    throw storeError(error, 'read', path)
  }
  return hash.digest('hex')
}

const NEW_RUN = 'Start a new run with --new-run.'

function checkShard(
  run: string,
  path: string,
  range: { readonly from: number; readonly to: number },
  planHash: string,
  record: CommitRecord | undefined,
): ShardEntry {
  if (record !== undefined) {
    const bytes = readFileSync(path)
    if (sha256(bytes) === record.sha256) {
      const header = shardHeader(bytes, path)
      if (header.planHash !== planHash)
        throw new StoreError('E_RUN_OTHER_PLAN', `${path} belongs to another plan`, NEW_RUN)
      return header
    }
  }
  const adopted = adoptShard(run, range.from, range.to, planHash)
  if (adopted === null)
    throw new StoreError('E_SHARD_CORRUPT', `shard ${path} is damaged: its bytes do not match their hash`)
  return adopted
}
