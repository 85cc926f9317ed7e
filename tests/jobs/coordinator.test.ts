import * as fs from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SweepProgress } from '../../jobs/progress.ts'
import { readManifest } from '../../src/io/manifest.ts'
import { shardName } from '../../src/io/shard-file.ts'
import { fileFolder, scratchFolder } from '../scratch-folder.ts'
import { fakeBatch } from './fake-evaluator.ts'
import { fakeSweep } from './fake-sweep.ts'

const PLANNED = 120
const counter = (): Int32Array => new Int32Array(new SharedArrayBuffer(4))
const common = fileFolder()
let faultFree = ''

beforeAll(async () => {
  faultFree = (await fakeSweep({ results: common, planned: PLANNED, threads: 1, coordinator: { chunkSize: 1000 } }))
    .hashes
})

describe('a sweep', () => {
  test.each([
    [1, 1],
    [2, 7],
    [4, 7],
    [2, 1000],
    [2, 'auto'],
  ] as const)('gives the same bytes with %i threads and chunks of %s', async (threads, chunkSize) => {
    const { summary, hashes, path, manifest } = await fakeSweep({
      results: scratchFolder(),
      planned: PLANNED,
      threads,
      coordinator: { chunkSize },
    })
    expect(hashes).toBe(faultFree)
    expect(summary).toMatchObject({
      state: 'complete',
      planned: PLANNED,
      committed: PLANNED,
      failed: 0,
      quarantined: 0,
    })
    expect(summary).toMatchObject({ duplicates: 0, resumedFrom: 0 })
    expect(fs.readdirSync(path).sort()).toEqual(['returns.parquet', 'run.json', 'trials.parquet'])
    expect(manifest).toMatchObject({ state: 'complete', counts: { committed: PLANNED, ruined: 2 }, error: null })
    expect(manifest.sessions).toMatchObject([{ threads, chunkSize, resumedFrom: 0 }])
    expect(manifest.layout?.metrics).toEqual(['sharpe', 'maxDrawdown', 'sortino'])
  })

  test('ends with files that an independent reader understands: nulls, failures, empty returns', async () => {
    const { path, summary } = await fakeSweep({ results: scratchFolder(), planned: 30, init: { at: { 7: 'failed' } } })
    expect(summary).toMatchObject({ failed: 1, committed: 30 })
    const trials = await parquetReadObjects({
      file: await asyncBufferFromFile(join(path, 'trials.parquet')),
      compressors,
    })
    expect(trials[7]).toMatchObject({
      index: 7,
      status: 'failed',
      reason: 'ordre nº 7 refusé',
      sharpe: null,
      maxDrawdown: null,
    })
    expect(trials[3]).toMatchObject({ status: 'ok', sharpe: null, maxDrawdown: 0.25 })
    expect(trials[4]).toMatchObject({ sharpe: Math.sin(4) })
    const returns = await parquetReadObjects({
      file: await asyncBufferFromFile(join(path, 'returns.parquet')),
      compressors,
    })
    expect(returns[7]).toMatchObject({ returns: [] })
    expect(returns[4]).toMatchObject({ returns: [...fakeBatch(4, 5, { days: 20 }).returns[0]!] })
  })

  test('the same command on a complete run checks its files and computes nothing', async () => {
    const results = scratchFolder()
    const first = await fakeSweep({ results, planned: PLANNED })
    const evaluated = counter()
    const again = await fakeSweep({ results, planned: PLANNED, init: { evaluated } })
    expect(again.summary).toMatchObject({ state: 'complete', resumedFrom: PLANNED })
    expect(again.hashes).toBe(first.hashes)
    expect(evaluated[0]).toBe(0)
    fs.appendFileSync(join(first.path, 'trials.parquet'), ' ')
    await expect(fakeSweep({ results, planned: PLANNED })).rejects.toMatchObject({
      code: 'E_RUN_FILES',
      message: expect.stringContaining('trials.parquet'),
    })
  })

  test('reports progress that only grows, with a rate and a time to go', async () => {
    const seen: SweepProgress[] = []
    const { summary } = await fakeSweep({
      results: scratchFolder(),
      planned: 60,
      init: { slowMs: 8 },
      coordinator: { chunkSize: 10, progressMs: 20, onProgress: (progress) => seen.push(progress) },
    })
    expect(summary.state).toBe('complete')
    expect(seen.at(-1)).toMatchObject({ phase: 'done', done: 60, committed: 60, commits: 6 })
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.committed).toBeGreaterThanOrEqual(seen[i - 1]!.committed)
    const between = seen.filter(({ done, committed }) => done > committed)
    expect(between.length).toBeGreaterThan(0)
    expect(seen.some(({ etaMs, trialsPerSecond }) => etaMs !== null && etaMs > 0 && trialsPerSecond > 0)).toBe(true)
  })
})

describe('interruption and resume', () => {
  test('drain commits what is in work and starts nothing else; the same command goes on from there', async () => {
    const results = scratchFolder()
    const init = { slowMs: 5 }
    const interrupted = await fakeSweep({
      results,
      planned: PLANNED,
      init,
      coordinator: { chunkSize: 10 },
      onStart: (coordinator) => {
        const timer = setInterval(() => {
          if (coordinator.progress().committed === 0) return
          clearInterval(timer)
          coordinator.drain()
        }, 5)
      },
    })
    const { committed } = interrupted.summary
    expect(interrupted.summary.state).toBe('interrupted')
    expect(committed).toBeGreaterThanOrEqual(10)
    expect(committed).toBeLessThan(PLANNED)
    expect(committed % 10).toBe(0)
    expect(readManifest(interrupted.path)).toMatchObject({ state: 'interrupted', counts: { committed } })
    const evaluated = counter()
    const resumed = await fakeSweep({ results, planned: PLANNED, init: { evaluated }, coordinator: { chunkSize: 7 } })
    expect(resumed.summary).toMatchObject({ state: 'complete', resumedFrom: committed })
    expect(evaluated[0]).toBe(PLANNED - committed)
    expect(resumed.hashes).toBe(faultFree)
    expect(resumed.manifest.sessions).toMatchObject([{ resumedFrom: 0 }, { resumedFrom: committed }])
  })

  test('stop gives up what is in work at once', async () => {
    const started = performance.now()
    const { summary } = await fakeSweep({
      results: scratchFolder(),
      planned: PLANNED,
      init: { slowMs: 200 },
      coordinator: { chunkSize: 60 },
      onStart: (coordinator) => setTimeout(() => coordinator.stop(), 300),
    })
    expect(summary.state).toBe('interrupted')
    expect(summary.committed).toBe(0)
    expect(performance.now() - started).toBeLessThan(4_000)
  })

  test('shards that were flipped, cut, emptied or deleted are computed again, the others are not', async () => {
    const results = scratchFolder()
    const first = await fakeSweep({
      results,
      planned: PLANNED,
      coordinator: { chunkSize: 10 },
      init: { at: { 115: 'hang' } },
      onStart: (coordinator) => {
        const timer = setInterval(() => {
          if (coordinator.progress().committed < 110) return
          clearInterval(timer)
          coordinator.stop()
        }, 5)
      },
    })
    expect(first.summary).toMatchObject({ state: 'interrupted', committed: 110 })
    const shard = (n: number): string => join(first.path, 'shards', shardName(n * 10, n * 10 + 10))
    const flipped = fs.readFileSync(shard(2))
    flipped[200]! ^= 16
    fs.writeFileSync(shard(2), flipped)
    fs.truncateSync(shard(4), 1000)
    fs.truncateSync(shard(6), 0)
    fs.rmSync(shard(8))
    const evaluated = counter()
    const resumed = await fakeSweep({ results, planned: PLANNED, init: { evaluated }, coordinator: { chunkSize: 10 } })
    expect(resumed.events.filter(({ kind }) => kind === 'damaged-shard')).toMatchObject([
      { from: 20 },
      { from: 40 },
      { from: 60 },
    ])
    expect(evaluated[0]).toBe(50)
    expect(resumed.summary.resumedFrom).toBe(70)
    expect(resumed.hashes).toBe(faultFree)
  })

  test('a shard that rots between its commit and compaction is noticed and computed again', async () => {
    const results = scratchFolder()
    let chunks = 0
    const { hashes, events } = await fakeSweep({
      results,
      planned: PLANNED,
      coordinator: {
        chunkSize: 60,
        hooks: {
          afterChunk() {
            if (++chunks === 2) fs.truncateSync(join(results, 'fake-abababab', 'shards', shardName(0, 60)), 900)
          },
        },
      },
      threads: 1,
    })
    expect(events).toMatchObject([{ kind: 'damaged-shard', from: 0, to: 60 }])
    expect(hashes).toBe(faultFree)
  })
})
