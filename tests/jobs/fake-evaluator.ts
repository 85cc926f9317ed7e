/**
 * A deterministic stand-in for the engine: every cell is a pure function of the trial's index. `init` says what goes wrong where, so
 * that tests can crash, hang or slow down the thread that evaluates it.
 */
import { threadId } from 'node:worker_threads'
import type { ChunkEvaluator, ResultBatch } from '../../src/domain/result-batch.ts'

export interface FakeInit {
  readonly days?: number
  /** Busy milliseconds for each trial. */
  readonly slowMs?: number
  /** What happens at a trial's index. */
  readonly at?: Readonly<
    Record<number, 'throw' | 'exit' | 'hang' | 'deaf-hang' | 'oom' | 'hoard' | 'async-throw' | 'kill' | 'failed'>
  >
  /** Rows differ between threads: what a strategy that uses Math.random does. */
  readonly nondeterministic?: boolean
  /** An evaluation ends only after a second one has begun too. */
  readonly meet?: Int32Array
  readonly failSetup?: boolean
  readonly exitInSetup?: boolean
  /** Counts evaluated trials, to see what a resumed run did not do again. */
  readonly evaluated?: Int32Array
  /** Lease payloads are appended here as numbers: [count, value…]. */
  readonly leases?: Int32Array
}

export const PLAN_HASH = 'ab'.repeat(32)

export function createEvaluator(init: FakeInit): ChunkEvaluator {
  if (init.exitInSetup) process.exit(9)
  if (init.failSetup) throw new Error('no such strategy')
  const noise = init.nondeterministic ? threadId : 0
  return {
    accept(lease) {
      if (init.leases !== undefined) Atomics.store(init.leases, 1 + Atomics.add(init.leases, 0, 1), Number(lease))
    },
    evaluate(from, to, shouldStop, onTrial) {
      for (let index = from; index < to; index++) {
        if (shouldStop()) return null
        if (init.evaluated !== undefined) Atomics.add(init.evaluated, 0, 1)
        if (init.slowMs) busy(init.slowMs)
        if (!misbehave(init.at?.[index], shouldStop)) return null
        onTrial(index)
      }
      if (init.meet !== undefined) waitForPartner(init.meet)
      return fakeBatch(from, to, { days: init.days ?? 20, noise, failed: (index) => init.at?.[index] === 'failed' })
    },
  }
}

/** What the composition supplies for a trial that kills its thread. */
export function fakeQuarantined(index: number, reason: string, days = 20): ResultBatch {
  const batch = fakeBatch(index, index + 1, { days })
  return {
    ...batch,
    status: ['quarantined'],
    reason: [reason],
    metrics: batch.metrics.map(({ name }) => ({ name, values: new Float64Array([Number.NaN]) })),
    returns: [new Float64Array(0)],
  }
}

export interface FakeBatchOptions {
  readonly days: number
  readonly noise?: number
  readonly failed?: (index: number) => boolean
}

export function fakeBatch(from: number, to: number, { days, noise = 0, failed }: FakeBatchOptions): ResultBatch {
  const indexes = Array.from({ length: to - from }, (_, i) => from + i)
  const bad = (i: number): boolean => failed?.(i) ?? false
  const column = (cell: (i: number) => number): Float64Array => Float64Array.from(indexes, cell)
  return {
    from,
    rows: to - from,
    trialId: indexes.map((i) => (i * 2654435761).toString(16).padStart(32, '0')),
    status: indexes.map((i) => (bad(i) ? 'failed' : i % 97 === 5 ? 'ruined' : 'ok')),
    reason: indexes.map((i) => (bad(i) ? `ordre nº ${i} refusé` : '')),
    axes: [
      { name: 'fast', values: column((i) => i % 13) },
      { name: 'stop', values: indexes.map((i) => ['none', 'tight', 'weit'][i % 3]!) },
    ],
    metrics: [
      { name: 'sharpe', values: column((i) => (bad(i) || i % 5 === 3 ? Number.NaN : Math.sin(i) + noise)) },
      { name: 'maxDrawdown', values: column((i) => (bad(i) ? Number.NaN : i % 11 === 0 ? -0 : 1 / (i + 1))) },
      { name: 'sortino', values: column(() => Number.NaN) },
    ],
    returns: indexes.map((i) =>
      bad(i) ? new Float64Array(0) : Float64Array.from({ length: days }, (_, day) => Math.sin(i * 31 + day) / 100),
    ),
  }
}

const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

function waitForPartner(meet: Int32Array): void {
  const partner = Math.ceil((Atomics.add(meet, 0, 1) + 1) / 2) * 2
  Atomics.notify(meet, 0)
  for (let n = Atomics.load(meet, 0); n < partner; n = Atomics.load(meet, 0)) Atomics.wait(meet, 0, n, 1000)
}

/** False when the evaluation was told to stop in the middle. */
function misbehave(what: string | undefined, shouldStop: () => boolean): boolean {
  if (what === 'throw') throw new RangeError('division of a horse')
  if (what === 'exit') process.exit(7)
  if (what === 'kill') process.kill(process.pid, 'SIGKILL')
  if (what === 'deaf-hang') for (;;);
  if (what === 'hang') {
    while (!shouldStop()) busy(5)
    return false
  }
  if (what === 'async-throw') {
    queueMicrotask(() => {
      throw new Error('late')
    })
  }
  if (what === 'oom') {
    const hoard: unknown[] = []
    for (;;) hoard.push(Array.from({ length: 1000 }, (_, i) => ({ i })))
  }
  if (what === 'hoard') {
    // Typed arrays are outside the limits of a thread's heap.
    for (const kept: Uint8Array[] = []; kept.length < 40; busy(10)) kept.push(new Uint8Array(64 << 20).fill(1))
  }
  return true
}
