import * as fs from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterEach, describe, expect, test } from 'vitest'
import { readManifest } from '../../src/io/manifest.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { createDoublingQueue } from './doubling-queue.ts'
import type { FakeInit } from './fake-evaluator.ts'
import { fakeSweep, openFakeRun } from './fake-sweep.ts'

afterEach(() => {
  delete process.env.QUANTFARM_CRASHPOINT
})

describe('one poison trial', () => {
  test.each([
    ['throw', 'RangeError: division of a horse'],
    ['exit', 'the thread exited with code 7'],
    ['hang', 'no end within the time limit'],
    ['deaf-hang', 'no end within the time limit'],
    ['oom', 'out of heap memory'],
  ] as const)('that does "%s" is quarantined with its reason; all others are fine', async (what, reason) => {
    const planned = 4
    const sweep = (threads: number, chunkSize: number) =>
      fakeSweep({
        results: scratchFolder(),
        planned,
        threads,
        init: { at: { 2: what } },
        coordinator: { chunkSize, timeoutMs: what.endsWith('hang') ? 300 : 30_000 },
        pool: { heapLimitMb: 24 },
      })
    const a = await sweep(1, 4)
    expect(a.summary).toMatchObject({ state: 'complete', committed: planned, quarantined: 1, failed: 0 })
    expect(a.manifest.quarantined).toMatchObject([{ index: 2, reason }])
    if (what === 'throw') expect(a.manifest.quarantined[0]!.detail).toContain('fake-evaluator.ts')
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(join(a.path, 'trials.parquet')),
      compressors,
    })
    expect(rows.filter(({ status }) => status === 'quarantined')).toMatchObject([{ index: 2, reason, sharpe: null }])
    expect(rows).toHaveLength(planned)
    if (what === 'throw' || what === 'hang') expect((await sweep(2, 3)).hashes).toBe(a.hashes)
  })

  test('that leaves an error behind after its rows were committed costs a thread, not a row', async () => {
    const { summary, hashes } = await fakeSweep({
      results: scratchFolder(),
      planned: 8,
      init: { at: { 5: 'async-throw' } },
    })
    expect(summary).toMatchObject({ state: 'complete', committed: 8, quarantined: 0 })
    expect(hashes).toBe((await fakeSweep({ results: scratchFolder(), planned: 8 })).hashes)
  })

  test('a process that grows beyond its limit ends the chunk, and the innocent one beside it is cleared', async () => {
    const { summary, manifest } = await fakeSweep({
      results: scratchFolder(),
      planned: 4,
      threads: 2,
      init: { at: { 2: 'hoard' }, slowMs: 50 },
      coordinator: { chunkSize: 1, timeoutMs: 30_000 },
      pool: { rssLimitBytes: process.memoryUsage.rss() + 400_000_000 },
    })
    expect(summary).toMatchObject({ state: 'complete', quarantined: 1 })
    expect(manifest.quarantined).toMatchObject([{ index: 2, reason: 'more memory than the limit' }])
  })

  test('too many of them stop the run', async () => {
    const at = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [i, 'throw' as const]))
    const sweep = fakeSweep({
      results: scratchFolder(),
      planned: 24,
      threads: 1,
      init: { at },
      coordinator: { maxQuarantined: 3 },
    })
    await expect(sweep).rejects.toMatchObject({ code: 'E_TOO_MANY_QUARANTINED' })
  })
})

describe('what no chunk is to blame for', () => {
  test('an evaluator that cannot be made stops the run with its own message', async () => {
    const results = scratchFolder()
    await expect(fakeSweep({ results, planned: 24, threads: 1, init: { failSetup: true } })).rejects.toMatchObject({
      code: 'E_EVALUATOR',
      message: expect.stringContaining('no such strategy'),
    })
    expect(readManifest(join(results, 'fake-abababab'))).toMatchObject({
      state: 'failed',
      error: { code: 'E_EVALUATOR' },
    })
    const missing = { evaluatorModule: 'file:///no/such/module.ts' }
    await expect(fakeSweep({ results, planned: 24, threads: 1, pool: missing })).rejects.toMatchObject({
      code: 'E_EVALUATOR',
    })
    expect((await fakeSweep({ results, planned: 24 })).summary.state).toBe('complete')
  })

  test('an evaluator that ends its thread while it is made stops the run', async () => {
    const sweep = fakeSweep({ results: scratchFolder(), planned: 24, threads: 1, init: { exitInSetup: true } })
    await expect(sweep).rejects.toMatchObject({ code: 'E_WORKER_START' })
  })

  test('a full disk pauses the run, which goes on when there is room; nothing is committed in part', async () => {
    process.env.QUANTFARM_CRASHPOINT = 'commit.written=ENOSPC*2'
    const sweep = await fakeSweep({
      results: scratchFolder(),
      planned: 24,
      threads: 1,
      coordinator: { chunkSize: 8, storePauseMs: 20 },
    })
    expect(sweep.events).toMatchObject([
      { kind: 'store-pause', code: 'E_STORE_FULL' },
      { kind: 'store-pause', code: 'E_STORE_FULL' },
    ])
    expect(sweep.summary).toMatchObject({ state: 'complete', committed: 24, quarantined: 0 })
  })

  test('a disk that stays full stops the run, which can be resumed', async () => {
    process.env.QUANTFARM_CRASHPOINT = 'commit.synced=ENOSPC'
    const results = scratchFolder()
    const options = { results, planned: 24, threads: 1, coordinator: { storePauseMs: 5, storePauses: 3 } }
    await expect(fakeSweep(options)).rejects.toMatchObject({ code: 'E_STORE_FULL' })
    const path = join(results, 'fake-abababab')
    expect([fs.readdirSync(join(path, 'shards')), fs.readdirSync(join(path, '.tmp'))]).toEqual([[], []])
    delete process.env.QUANTFARM_CRASHPOINT
    expect((await fakeSweep(options)).summary.state).toBe('complete')
  })

  test('a second coordinator on the run is refused while the first lives', async () => {
    const results = scratchFolder()
    let refusal: unknown
    await fakeSweep({
      results,
      planned: 24,
      onStart: () => {
        try {
          openFakeRun(results, 24)
        } catch (error) {
          refusal = error
        }
      },
    })
    expect(refusal).toMatchObject({ code: 'E_RUN_LOCKED' })
  })
})

describe('a queue that gives every chunk to two claimants at once', () => {
  const twice = (results: string, init: FakeInit) =>
    fakeSweep({
      results,
      planned: 60,
      init: { meet: new Int32Array(new SharedArrayBuffer(4)), ...init },
      coordinator: { chunkSize: 10, queue: createDoublingQueue() },
    })

  test('gives the same bytes, and the duplicates are counted', async () => {
    const doubled = await twice(scratchFolder(), {})
    expect(doubled.summary).toMatchObject({ state: 'complete', committed: 60, duplicates: 6 })
    expect(doubled.events.filter(({ kind }) => kind === 'duplicate')).toHaveLength(6)
    expect(doubled.hashes).toBe((await fakeSweep({ results: scratchFolder(), planned: 60 })).hashes)
  })

  test('shows up a strategy that is not deterministic: E_NONDETERMINISTIC with both sides kept, also when run again', async () => {
    const results = scratchFolder()
    const contradiction = { code: 'E_NONDETERMINISTIC', message: expect.stringMatching(/trial \d+, sharpe: .* and /) }
    await expect(twice(results, { nondeterministic: true })).rejects.toMatchObject(contradiction)
    expect(fs.readdirSync(join(results, 'fake-abababab', 'aside'))).toHaveLength(2)
    await expect(fakeSweep({ results, planned: 60 })).rejects.toMatchObject(contradiction)
  })
})
