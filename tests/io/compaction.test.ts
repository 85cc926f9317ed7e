import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { asyncBufferFromFile, parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import { commitShard, preflight } from '../../src/io/commit.ts'
import { removeShards, writeFinalFiles } from '../../src/io/compaction.ts'
import { openRun } from '../../src/io/run-directory.ts'
import { encodeShard, shardName } from '../../src/io/shard-file.ts'
import { fakeBatch, PLAN_HASH } from '../jobs/fake-evaluator.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { compactAsCoordinator } from './compaction-child.ts'

const options = { days: 20, failed: (i: number) => i % 50 === 8 }

function committed(ranges: readonly (readonly [number, number])[], noise = 0, days = 20): string {
  const run = scratchFolder()
  preflight(run)
  ranges.forEach(([from, to], i) => {
    const batch = fakeBatch(from, to, { ...options, days, noise: i === ranges.length - 1 ? noise : 0 })
    commitShard(run, encodeShard(batch, PLAN_HASH), performance.now())
  })
  return run
}

describe('compaction', () => {
  test('gives the same bytes however the rows were cut into shards, overlaps included', async () => {
    // Long returns, so that a row group has several pages: where those end depends on the batches that go in.
    const planned = 1100
    const bytes = async (ranges: [number, number][]): Promise<string> => {
      const run = committed(ranges, 0, 501)
      const { trials, returns } = await writeFinalFiles(run, PLAN_HASH, planned)
      return [trials.sha256, trials.contentHash, returns.sha256, returns.contentHash].join()
    }
    const whole = await bytes([[0, planned]])
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: planned - 1 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 0, max: 300 }), async (at, overlap) => {
        const ends = [...at.sort((a, b) => a - b), planned]
        expect(await bytes(ends.map((end, i) => [Math.max(0, (ends[i - 1] ?? 0) - overlap), end]))).toBe(whole)
      }),
      { numRuns: 3 },
    )
  })

  test('an independent reader sees every row in plan order, exactly one row group a batch', async () => {
    const planned = 9000
    const run = committed([
      [0, 4000],
      [4000, 9000],
    ])
    const report = await writeFinalFiles(run, PLAN_HASH, planned)
    expect(report).toMatchObject({ days: 20, failed: 180, ruined: 92, quarantined: 0 })
    const trialsFile = await asyncBufferFromFile(join(run, 'trials.parquet'))
    const returnsFile = await asyncBufferFromFile(join(run, 'returns.parquet'))
    const metadata = parquetMetadata(await trialsFile.slice(0, trialsFile.byteLength))
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([4096, 4096, 808])
    expect(metadata.created_by).toBe('quantfarm')
    const trials = await parquetReadObjects({ file: trialsFile, compressors })
    const expected = fakeBatch(0, planned, options)
    expect(trials.map((row) => row.index)).toEqual(Array.from({ length: planned }, (_, i) => i))
    expect(trials.map((row) => row.trialId)).toEqual(expected.trialId)
    expect(trials.map((row) => row.reason)).toEqual(expected.reason)
    expect(trials.map((row) => row.stop)).toEqual(expected.axes[1]!.values)
    expect(trials.map((row) => row.sharpe)).toEqual(
      Array.from(expected.metrics[0]!.values, (v) => (Number.isNaN(v) ? null : v)),
    )
    expect(Object.keys(trials[0]!)).not.toContain('returns')
    const returns = await parquetReadObjects({ file: returnsFile, compressors })
    expect(returns).toHaveLength(planned)
    for (const i of [0, 8, 4095, 4096, 8999]) {
      expect(returns[i]).toEqual({ trialId: expected.trialId[i], returns: [...expected.returns[i]!] })
    }
  })

  test('long returns are cut at 1,024 rows', async () => {
    const run = scratchFolder()
    preflight(run)
    commitShard(run, encodeShard(fakeBatch(0, 1100, { days: 501 }), PLAN_HASH), 0)
    await writeFinalFiles(run, PLAN_HASH, 1100)
    const file = await asyncBufferFromFile(join(run, 'returns.parquet'))
    const metadata = parquetMetadata(await file.slice(0, file.byteLength))
    expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([1024, 76])
  })

  test('refuses a gap, a damaged shard and rows that two shards hold differently, and leaves nothing behind', async () => {
    const gap = committed([
      [0, 10],
      [20, 30],
    ])
    await expect(writeFinalFiles(gap, PLAN_HASH, 30)).rejects.toMatchObject({ code: 'E_COMPACTION' })
    expect(fs.readdirSync(join(gap, '.tmp'))).toEqual([])

    const flipped = committed([[0, 10]])
    const path = join(flipped, 'shards', shardName(0, 10))
    const bytes = fs.readFileSync(path)
    bytes[300]! ^= 1
    fs.writeFileSync(path, bytes)
    await expect(writeFinalFiles(flipped, PLAN_HASH, 10)).rejects.toMatchObject({ code: 'E_SHARD_CORRUPT' })

    const contradiction = committed(
      [
        [0, 6],
        [6, 12],
        [4, 20],
      ],
      0.25,
    )
    await expect(writeFinalFiles(contradiction, PLAN_HASH, 20)).rejects.toMatchObject({
      code: 'E_NONDETERMINISTIC',
      message: expect.stringContaining('trial 4, sharpe'),
    })
    expect(fs.existsSync(join(contradiction, 'trials.parquet'))).toBe(false)
  })

  test('kill -9 at each step is recovered from, with the same bytes', async () => {
    const points = ['written', 'verified', 'renamed', 'recorded', 'shard-removed', 'shards-removed']
    const die = (results: string, crashpoint: string): Promise<string | null> => {
      const env = { ...process.env, QUANTFARM_CRASHPOINT: crashpoint }
      const script = join(import.meta.dirname, 'compaction-child.ts')
      const child = spawn(process.execPath, [script, results], { env, stdio: 'inherit' })
      return new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
    }
    const results = (): string => {
      const root = scratchFolder()
      const run = openRun({
        results: root,
        name: 'demo',
        planHash: PLAN_HASH,
        planned: 40,
        plan: {},
        identity: {},
        environment: {},
      })
      for (const [from, to] of [
        [0, 25],
        [25, 40],
      ] as const) {
        commitShard(run.path, encodeShard(fakeBatch(from, to, options), PLAN_HASH), 0)
      }
      run.close()
      return root
    }
    const faultFree = await compactAsCoordinator(results())
    await Promise.all(
      points.map(async (point) => {
        const root = results()
        expect(await die(root, `compaction.${point}`), point).toBe('SIGKILL')
        expect(await compactAsCoordinator(root), point).toEqual(faultFree)
        expect(fs.readdirSync(join(root, 'demo-abababab')).sort(), point).toEqual([
          'returns.parquet',
          'run.json',
          'trials.parquet',
        ])
      }),
    )
  }, 60_000)

  test('removing shards twice is harmless', () => {
    const run = committed([[0, 5]])
    removeShards(run)
    removeShards(run)
    expect(fs.readdirSync(run)).toEqual([])
  })
})
