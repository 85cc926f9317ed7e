/** What every implementation of the queue port must do. Called with a factory; each test gets a new, empty queue. */
import { describe, expect, test } from 'vitest'
import type { ChunkPayload } from '../../jobs/chunk-payload.ts'
import type { ChunkFailure, ChunkQueue, ChunkResult, Settlement } from '../../jobs/queue-port.ts'
import { PLAN_HASH } from './fake-evaluator.ts'

export function queueConformance(name: string, create: (capacity: number) => ChunkQueue | Promise<ChunkQueue>): void {
  const chunk = (from: number, to = from + 10): ChunkPayload => ({ version: 1, planHash: PLAN_HASH, from, to })
  const result: ChunkResult = { failed: 0, quarantined: 0, duplicate: false, adopted: false, cpuMs: 1 }
  const failure: ChunkFailure = { poison: true, area: 'execution', code: 'E_X', message: 'm', remedy: '', detail: '' }

  describe(`queue port: ${name}`, () => {
    test('gives chunks in the order in which they were offered, each to one claimant', async () => {
      const queue = await create(8)
      expect(await queue.offer([chunk(0), chunk(10), chunk(20)])).toBe(3)
      const claims = await Promise.all([queue.claim(), queue.claim(), queue.claim()])
      expect(claims.map((claim) => claim?.payload.from)).toEqual([0, 10, 20])
      expect(claims.map((claim) => claim?.attempt)).toEqual([1, 1, 1])
      expect(await queue.size()).toEqual({ waiting: 0, active: 3 })
      await queue.close()
    })

    test('takes no more than its capacity, waiting and claimed together', async () => {
      const queue = await create(3)
      expect(await queue.offer([chunk(0), chunk(10), chunk(20), chunk(30)])).toBe(3)
      const claim = await queue.claim()
      expect(await queue.offer([chunk(30)])).toBe(0)
      await queue.complete(claim!, result)
      expect(await queue.offer([chunk(30)])).toBe(1)
      expect(await queue.size()).toEqual({ waiting: 3, active: 0 })
      await queue.close()
    })

    test('a chunk that is in the queue is not added again; one that has settled is a new chunk', async () => {
      const queue = await create(8)
      await queue.offer([chunk(0)])
      expect(await queue.offer([chunk(0), chunk(10)])).toBe(2)
      const first = await queue.claim()
      expect(await queue.offer([chunk(0)])).toBe(1)
      expect(await queue.size()).toEqual({ waiting: 1, active: 1 })
      await queue.complete(first!, result)
      await queue.complete((await queue.claim())!, result)
      expect(await queue.offer([chunk(0)])).toBe(1)
      expect((await queue.claim())?.attempt).toBe(1)
      await queue.close()
    })

    test('a claim waits for a chunk, and ends without one when its signal aborts or the queue closes', async () => {
      const queue = await create(8)
      const waiting = queue.claim()
      await queue.offer([chunk(0)])
      expect((await waiting)?.payload).toEqual(chunk(0))
      const abort = new AbortController()
      const given = queue.claim(abort.signal)
      abort.abort()
      expect(await given).toBeNull()
      expect(await queue.claim(abort.signal)).toBeNull()
      const last = queue.claim()
      await queue.close()
      expect(await last).toBeNull()
      expect(await queue.claim()).toBeNull()
      await expect(queue.offer([chunk(10)])).rejects.toMatchObject({ code: 'E_QUEUE_CLOSED' })
    })

    test('an aborted claim loses no chunk', async () => {
      const queue = await create(8)
      const abort = new AbortController()
      const given = queue.claim(abort.signal)
      abort.abort()
      await given
      await queue.offer([chunk(0)])
      expect((await queue.claim())?.payload.from).toBe(0)
      await queue.close()
    })

    test('completed and failed chunks settle with what was said of them, and a second word on a claim is ignored', async () => {
      const queue = await create(8)
      const heard: Settlement[] = []
      const deaf = queue.onSettled((settlement) => heard.push(settlement))
      await queue.offer([chunk(0), chunk(10), chunk(20)])
      const [a, b, c] = [await queue.claim(), await queue.claim(), await queue.claim()]
      expect(await queue.complete(a!, result)).toBe(true)
      expect(await queue.fail(b!, failure)).toBe(true)
      expect(await queue.complete(a!, result)).toBe(false)
      expect(await queue.fail(a!, failure)).toBe(false)
      expect(await queue.requeue(a!)).toBe(false)
      expect(heard).toEqual([
        { outcome: 'completed', payload: chunk(0), result },
        { outcome: 'failed', payload: chunk(10), failure },
      ])
      deaf()
      await queue.complete(c!, result)
      expect(heard).toHaveLength(2)
      expect(await queue.size()).toEqual({ waiting: 0, active: 0 })
      await queue.close()
    })

    test('a requeued chunk is claimed next, with its attempts counted', async () => {
      const queue = await create(8)
      await queue.offer([chunk(0), chunk(10)])
      const first = await queue.claim()
      expect(await queue.requeue(first!)).toBe(true)
      expect(await queue.complete(first!, result)).toBe(false)
      const again = await queue.claim()
      expect(again).toMatchObject({ payload: chunk(0), attempt: 2 })
      expect(again?.signal.aborted).toBe(false)
      await queue.close()
    })

    test('a claim in hand can still settle after the queue was closed', async () => {
      const queue = await create(8)
      const heard: Settlement[] = []
      queue.onSettled((settlement) => heard.push(settlement))
      await queue.offer([chunk(0)])
      const claim = await queue.claim()
      await queue.close()
      expect(await queue.complete(claim!, result)).toBe(true)
      expect(heard).toHaveLength(1)
    })

    test('refuses payloads that are not chunks', async () => {
      const queue = await create(8)
      const bad: unknown[] = [
        { ...chunk(0), version: 2 },
        { ...chunk(0), extra: 1 },
        JSON.parse(`{"version":1,"planHash":"${PLAN_HASH}","from":0,"to":10,"__proto__":{"polluted":1}}`),
        chunk(10, 10),
        chunk(-1, 4),
        chunk(0.5, 4),
        { ...chunk(0), planHash: '../../etc' },
        null,
      ]
      for (const payload of bad) {
        await expect(queue.offer([payload as ChunkPayload]), JSON.stringify(payload)).rejects.toMatchObject({
          code: 'E_BAD_JOB',
        })
      }
      expect(await queue.size()).toEqual({ waiting: 0, active: 0 })
      await queue.close()
    })
  })
}
