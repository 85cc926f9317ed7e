/**
 * Takes chunks from a queue and runs them on a pool: one lane for each thread, one chunk in each lane. It decides what an outcome means
 * for the queue: committed → complete, stopped → requeue, lost → failed as poison, a store that is full → requeue after a pause.
 */
import { ExecutionError, type FarmError } from '../src/core/errors.ts'
import type { IntegerRange } from '../src/core/integer-ranges.ts'
import { adoptShard } from '../src/io/commit.ts'
import { isPassing } from '../src/io/store-error.ts'
import type { ChunkOutcome, WorkerPool } from '../workers/pool.ts'
import { checkAgainstPlan } from './chunk-payload.ts'
import type { ChunkFailure, ChunkQueue, ChunkResult, Claim } from './queue-port.ts'

/** Memory that a chunk needs while it runs (column slots, say), supplied by the composition. */
export interface LeaseHooks {
  /** Before a chunk goes to its thread; what it gives reaches the evaluator's `accept`. May wait until memory is free. A rejection stops the run. */
  beforeChunk?(range: IntegerRange): unknown
  /** After the chunk, whatever became of it, when nothing of it runs any more. */
  afterChunk?(lease: unknown, range: IntegerRange): void
}

export interface ConsumerOptions {
  readonly queue: ChunkQueue
  readonly pool: WorkerPool
  readonly run: string
  readonly planHash: string
  readonly planned: number
  /** True when all trials of the range are committed: the chunk is then complete at once. */
  readonly isCommitted: (from: number, to: number) => boolean
  /** Limit for the evaluation of a chunk of so many trials, ms. */
  readonly timeoutMs: (trials: number) => number
  readonly hooks: LeaseHooks
  /** Pause after a full or failing disk, ms, and how many such pauses in a row before the run stops. */
  readonly storePauseMs: number
  readonly storePauses: number
  readonly onStorePause: (error: FarmError) => void
}

export interface Consumer {
  /** Takes no further chunk; resolves when those in work have ended. */
  drain(): Promise<void>
  /** Stops those in work too; they go back to the queue. */
  stop(): Promise<void>
}

export function startConsumer(options: ConsumerOptions): Consumer {
  const claiming = new AbortController()
  const working = new AbortController()
  const store = { pausesInRow: 0 }
  const lanes = Array.from({ length: options.pool.threads }, async (_, lane) => {
    for (;;) {
      const claim = await options.queue.claim(claiming.signal)
      if (claim === null) return
      await serve(options, lane, claim, AbortSignal.any([working.signal, claim.signal]), store)
    }
  })
  const drain = async (): Promise<void> => {
    claiming.abort()
    await Promise.all(lanes)
  }
  return {
    drain,
    async stop() {
      working.abort()
      await drain()
    },
  }
}

const NOTHING_COMPUTED: ChunkResult = { failed: 0, quarantined: 0, duplicate: false, adopted: true, cpuMs: 0 }

async function serve(
  options: ConsumerOptions,
  lane: number,
  claim: Claim,
  signal: AbortSignal,
  store: { pausesInRow: number },
): Promise<void> {
  const { queue } = options
  const { from, to } = claim.payload
  try {
    checkAgainstPlan(claim.payload, options)
    if (options.isCommitted(from, to)) {
      await queue.complete(claim, NOTHING_COMPUTED)
      return
    }
    const outcome = await runWithLease(options, lane, { from, to }, signal)
    if (outcome.kind === 'committed') {
      store.pausesInRow = 0
      await queue.complete(claim, outcome.receipt)
    } else if (outcome.kind === 'stopped') await queue.requeue(claim)
    else if (outcome.kind === 'lost') await settleLoss(options, claim, outcome.loss)
    else if (isPassing(outcome.error.code) && store.pausesInRow < options.storePauses) {
      store.pausesInRow++
      options.onStorePause(outcome.error)
      await pause(options.storePauseMs, signal)
      await queue.requeue(claim)
    } else await queue.fail(claim, failureOf(outcome.error))
  } catch (error) {
    await queue.fail(claim, failureOf(error as Error))
  }
}

async function runWithLease(
  { pool, hooks, timeoutMs }: ConsumerOptions,
  lane: number,
  range: IntegerRange,
  signal: AbortSignal,
): Promise<ChunkOutcome> {
  const lease = await hooks.beforeChunk?.(range)
  try {
    return await pool.run(lane, { ...range, lease, timeoutMs: timeoutMs(range.to - range.from) }, signal)
  } finally {
    hooks.afterChunk?.(lease, range)
  }
}

/** The thread may have died after its commit and before its answer: then the shard is there and nobody is to blame. */
async function settleLoss(
  { queue, run, planHash }: ConsumerOptions,
  claim: Claim,
  loss: { readonly cause: string; readonly reason: string; readonly detail: string },
): Promise<void> {
  const adopted = adoptShard(run, claim.payload.from, claim.payload.to, planHash)
  if (adopted !== null) {
    await queue.complete(claim, { ...adopted, cpuMs: 0 })
    return
  }
  const { reason: message, detail } = loss
  await queue.fail(claim, { poison: true, area: 'execution', code: 'E_CHUNK_LOST', message, remedy: '', detail })
}

function failureOf(error: Error | FarmError): ChunkFailure {
  const farm = 'code' in error && 'remedy' in error ? error : new ExecutionError('E_UNEXPECTED', error.message)
  const { area, code, message, remedy } = farm
  return { poison: false, area, code, message, remedy, detail: error.stack ?? '' }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
