import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { preflight } from '../../src/io/commit.ts'
import { decodeShard, shardName } from '../../src/io/shard-file.ts'
import { createPool, type PoolOptions, type WorkerPool } from '../../workers/pool.ts'
import { type FakeInit, fakeBatch, PLAN_HASH } from '../jobs/fake-evaluator.ts'
import { fakeSweep } from '../jobs/fake-sweep.ts'
import { scratchFolder } from '../scratch-folder.ts'

const pools: WorkerPool[] = []
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close(100)))
})

function poolOf(init: FakeInit, more: Partial<PoolOptions> = {}): { pool: WorkerPool; run: string } {
  const run = scratchFolder()
  preflight(run)
  const pool = createPool({
    threads: 1,
    evaluatorModule: new URL('../jobs/fake-evaluator.ts', import.meta.url).href,
    init,
    runDirectory: run,
    planHash: PLAN_HASH,
    graceMs: 100,
    ...more,
  })
  pools.push(pool)
  return { pool, run }
}

const chunk = (from: number, to: number) => ({ from, to, timeoutMs: 30_000 })

describe('pool', () => {
  test('commits a chunk in its thread and adopts it when it comes again', async () => {
    const evaluated = new Int32Array(new SharedArrayBuffer(4))
    const { pool, run } = poolOf({ evaluated })
    const first = await pool.run(0, chunk(0, 10))
    expect(first).toMatchObject({ kind: 'committed', receipt: { from: 0, to: 10, duplicate: false, adopted: false } })
    if (first.kind === 'committed') expect(first.receipt.cpuMs).toBeGreaterThan(0)
    const path = join(run, 'shards', shardName(0, 10))
    expect(decodeShard(fs.readFileSync(path), path).batch).toEqual(fakeBatch(0, 10, { days: 20 }))
    expect(await pool.run(0, chunk(0, 10))).toMatchObject({ kind: 'committed', receipt: { adopted: true } })
    expect(evaluated[0]).toBe(10)
  })

  test('a lost chunk is reported only after its thread has ended and its seat was given up; a new thread takes over', async () => {
    const events: string[] = []
    const { pool } = poolOf(
      { at: { 3: 'exit', 13: 'deaf-hang' } },
      { onThreadExit: (seat) => events.push(`seat ${seat} left`) },
    )
    events.push((await pool.run(0, chunk(0, 10))).kind)
    events.push((await pool.run(0, { ...chunk(10, 20), timeoutMs: 200 })).kind)
    events.push((await pool.run(0, chunk(20, 30))).kind)
    expect(events).toEqual(['seat 0 left', 'lost', expect.stringMatching(/seat \d left/), 'lost', 'committed'])
  })

  test('a stop is polite first: an evaluator that listens keeps its thread, a deaf one loses it', async () => {
    const exits: number[] = []
    const { pool } = poolOf({ at: { 3: 'hang', 13: 'deaf-hang' } }, { onThreadExit: (seat) => exits.push(seat) })
    const stopSoon = (): AbortSignal => {
      const abort = new AbortController()
      const timer = setInterval(() => {
        if (pool.trialsInFlight() < 3) return
        clearInterval(timer)
        abort.abort()
      }, 10)
      return abort.signal
    }
    expect(await pool.run(0, chunk(0, 10), stopSoon())).toEqual({ kind: 'stopped' })
    expect(exits).toEqual([])
    expect(await pool.run(0, chunk(10, 20), stopSoon())).toEqual({ kind: 'stopped' })
    expect(exits).toHaveLength(1)
    expect(await pool.run(0, chunk(10, 13), AbortSignal.abort())).toEqual({ kind: 'stopped' })
    expect(await pool.run(0, chunk(10, 13))).toMatchObject({ kind: 'committed' })
  })

  test('closes within its limit although a thread hangs', async () => {
    const { pool } = poolOf({ at: { 0: 'deaf-hang' } }, { graceMs: 60_000 })
    const running = pool.run(0, chunk(0, 10))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const started = performance.now()
    await pool.close(200)
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(await running).toEqual({ kind: 'stopped' })
    expect(await pool.run(0, chunk(0, 10))).toEqual({ kind: 'stopped' })
  })
})

describe('leases', () => {
  test('every chunk gets its own and gives it back, also when its thread dies, and then only after the thread', async () => {
    const leases = new Int32Array(new SharedArrayBuffer(4 * 64))
    const log: string[] = []
    let next = 0
    const { summary } = await fakeSweep({
      results: scratchFolder(),
      planned: 8,
      threads: 1,
      init: { leases, at: { 5: 'exit' } },
      pool: { onThreadExit: () => log.push('thread') },
      coordinator: {
        chunkSize: 4,
        hooks: {
          beforeChunk: async ({ from, to }) => {
            log.push(`lease ${from}-${to}`)
            return ++next
          },
          afterChunk: (lease, { from, to }) => log.push(`return ${lease} ${from}-${to}`),
        },
      },
    })
    expect(summary).toMatchObject({ state: 'complete', quarantined: 1 })
    expect([...leases.subarray(1, 1 + leases[0]!)]).toEqual(Array.from({ length: next }, (_, i) => i + 1))
    expect(log.slice(0, 5)).toEqual(['lease 0-4', 'return 1 0-4', 'lease 4-8', 'thread', 'return 2 4-8'])
    expect(log.filter((line) => line.startsWith('lease'))).toHaveLength(next)
    expect(log.filter((line) => line.startsWith('return'))).toHaveLength(next)
  })

  test('a lease that cannot be had stops the run with its error', async () => {
    const sweep = fakeSweep({
      results: scratchFolder(),
      planned: 8,
      coordinator: {
        hooks: {
          beforeChunk: () =>
            Promise.reject(Object.assign(new Error('no memory'), { code: 'E_MEMORY_BUDGET', remedy: '' })),
        },
      },
    })
    await expect(sweep).rejects.toMatchObject({ code: 'E_MEMORY_BUDGET' })
  })
})
