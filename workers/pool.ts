/**
 * Worker threads over shared memory (Piscina). One chunk at a time on a thread; whatever a chunk does to its thread (throw, exit, run
 * out of heap, hang) is an outcome of that chunk alone, and a new thread takes the place.
 *
 * Stopping is in two steps: a flag in shared memory that evaluators poll between trials, then, after a grace time, the end of the
 * thread. A lost chunk is reported only when its thread has really ended, so its leased memory can be given to others.
 */
import { Piscina } from 'piscina'
import { assert } from '../src/core/assert.ts'
import { ExecutionError, type FarmError } from '../src/core/errors.ts'
import type { CompactionReport } from '../src/io/compaction.ts'
import {
  type ChunkReceipt,
  type ChunkReply,
  type ChunkTask,
  fromPlainError,
  type PlainError,
  type ThreadInit,
} from './chunk-task.ts'
import { ControlBlock, STAGE_COMMIT, STAGE_EVALUATE } from './control-block.ts'
import { type Loss, lossOf, MEMORY_LOSS, TIMEOUT_LOSS } from './loss.ts'
import { ThreadRegistry } from './thread-registry.ts'

export interface PoolOptions {
  /** ≥ 1. */
  readonly threads: number
  /** See ThreadInit. */
  readonly evaluatorModule: string
  readonly init: unknown
  readonly runDirectory: string
  readonly planHash: string
  /** Old-generation heap of one thread, MiB. It does not count typed arrays: see rssLimitBytes. */
  readonly heapLimitMb?: number
  /** Above this resident size of the whole process every running chunk is ended and reported as lost to `memory`. */
  readonly rssLimitBytes?: number
  /** Between the flag and the end of the thread, ms (1,000). */
  readonly graceMs?: number
  /** A thread has ended; nothing of it runs any more. Free its seat's slots in shared memory and wake who waits for them. */
  readonly onThreadExit?: (seat: number) => void
}

export interface ChunkRequest {
  readonly from: number
  readonly to: number
  readonly lease?: unknown
  /** For the evaluation; setup and commit have a minute at least. */
  readonly timeoutMs: number
}

export type ChunkOutcome =
  | { readonly kind: 'committed'; readonly receipt: ChunkReceipt }
  /** Nothing was committed and the chunk is not to blame: do it again. */
  | { readonly kind: 'stopped' }
  /** The chunk threw, hung or took its thread with it. */
  | { readonly kind: 'lost'; readonly loss: Loss }
  /** No chunk will fare better: the evaluator cannot be made, the store refuses, results contradict each other. */
  | { readonly kind: 'broken'; readonly error: FarmError }

export interface WorkerPool {
  readonly threads: number
  /** Runs one chunk on a lane (0 … threads − 1, one chunk a lane at a time). Never rejects. Aborting gives `stopped` in the end. */
  run(lane: number, chunk: ChunkRequest, signal?: AbortSignal): Promise<ChunkOutcome>
  /** Trials finished in the chunks that are running. */
  trialsInFlight(): number
  /** Writes the final files in one of the threads. Errors: those of writeFinalFiles; E_COMPACTION when the thread died. */
  compact(planned: number): Promise<CompactionReport>
  /** Stops what runs, waits at most limitMs for it, ends all threads. */
  close(limitMs?: number): Promise<void>
}

export const createPool = (options: PoolOptions): WorkerPool => new PiscinaPool(options)

interface Running {
  readonly ticket: number
  readonly timeoutMs: number
  readonly hardStop: AbortController
  /** When the present stage was first seen, ms. */
  since: number
  stage: number
  why: 'timeout' | 'memory' | 'stopped' | null
  askedAt: number
}

const WATCH_MS = 20
const OUTSIDE_LIMIT_MS = 60_000
const BURIAL_LIMIT_MS = 30_000

class PiscinaPool implements WorkerPool {
  readonly threads: number
  readonly #options: PoolOptions
  readonly #control: ControlBlock
  readonly #registry: ThreadRegistry
  readonly #running = new Map<number, Running>()
  readonly #watch: NodeJS.Timeout
  #piscina: Piscina
  #ticket = 0
  #lossesBeforeStart = 0
  #closing = false

  constructor(options: PoolOptions) {
    assert(Number.isInteger(options.threads) && options.threads >= 1, 'a pool has at least one thread')
    this.threads = options.threads
    this.#options = options
    this.#control = new ControlBlock(options.threads)
    this.#registry = new ThreadRegistry((threadId) => {
      const seat = this.#control.seatOf(threadId)
      if (seat >= 0) {
        options.onThreadExit?.(seat)
        this.#control.freeSeat(seat)
      }
      this.#rebuildIfDead()
    })
    this.#piscina = this.#start()
    this.#watch = setInterval(() => this.#lookAround(), WATCH_MS)
    this.#watch.unref()
  }

  async run(lane: number, chunk: ChunkRequest, signal?: AbortSignal): Promise<ChunkOutcome> {
    assert(!this.#running.has(lane), 'one chunk a lane')
    if (this.#closing || signal?.aborted) return { kind: 'stopped' }
    this.#ticket = (this.#ticket % 0x7fff_fff0) + 1
    const { from, to, lease = null, timeoutMs } = chunk
    const task: ChunkTask = { lane, ticket: this.#ticket, from, to, lease }
    const now = performance.now()
    const hardStop = new AbortController()
    const running: Running = { ticket: task.ticket, timeoutMs, hardStop, since: now, stage: 0, why: null, askedAt: 0 }
    this.#control.begin(lane)
    this.#running.set(lane, running)
    const onAbort = (): void => this.#ask(lane, running, 'stopped')
    signal?.addEventListener('abort', onAbort)
    try {
      const reply = (await this.#piscina.run(task, { signal: hardStop.signal })) as ChunkReply
      this.#lossesBeforeStart = 0
      return this.#outcomeOf(reply, running)
    } catch (error) {
      return await this.#outcomeOfLoss(lane, running, error)
    } finally {
      signal?.removeEventListener('abort', onAbort)
      this.#running.delete(lane)
    }
  }

  trialsInFlight(): number {
    let trials = 0
    for (const lane of this.#running.keys()) trials += this.#control.trialsDone(lane)
    return trials
  }

  async compact(planned: number): Promise<CompactionReport> {
    let reply: CompactionReport | { readonly error: PlainError }
    try {
      reply = await this.#piscina.run(planned, { name: 'compact' })
    } catch (error) {
      const why = (error as Error).message
      throw new ExecutionError(
        'E_COMPACTION',
        `the thread that compacts results died: ${why}`,
        'Run the same command again.',
      )
    }
    if ('error' in reply) throw fromPlainError(reply.error, 'E_COMPACTION')
    return reply
  }

  async close(limitMs = 5_000): Promise<void> {
    this.#closing = true
    for (const [lane, running] of this.#running) this.#ask(lane, running, 'stopped')
    const end = performance.now() + limitMs
    while (this.#running.size > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS))
    clearInterval(this.#watch)
    await this.#piscina.destroy()
    await this.#registry.allGone(BURIAL_LIMIT_MS)
  }

  #start(): Piscina {
    const { threads, evaluatorModule, init, runDirectory, planHash, heapLimitMb } = this.#options
    const workerData: ThreadInit = { evaluatorModule, init, runDirectory, planHash, control: this.#control.buffer }
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    const piscina = new Piscina({
      filename: new URL(`./backtest.worker.${extension}`, import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      // A thread that waits in Atomics.wait does not hear of errors that its last task left behind.
      atomics: 'disabled',
      idleTimeout: Number.POSITIVE_INFINITY,
      recordTiming: false,
      workerData,
      ...(heapLimitMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapLimitMb } }),
    })
    piscina.on('error', () => {}) // The task that it belongs to hears of it; an idle thread's error concerns nobody.
    this.#registry.follow(piscina)
    return piscina
  }

  /** Piscina gives up on new threads once one has failed while starting; then the last one's end would leave tasks waiting for ever. */
  #rebuildIfDead(): void {
    if (this.#closing || this.#piscina.threads.length > 0) return
    const dead = this.#piscina
    this.#piscina = this.#start()
    void dead.destroy() // Rejects what waits in it, which is then done again.
  }

  #lookAround(): void {
    const now = performance.now()
    const { graceMs = 1_000, rssLimitBytes } = this.#options
    const tooBig = rssLimitBytes !== undefined && this.#running.size > 0 && process.memoryUsage.rss() > rssLimitBytes
    for (const [lane, running] of this.#running) {
      const stage = this.#control.stage(lane)
      if (stage !== running.stage) {
        running.stage = stage
        running.since = now
      }
      const limit = stage === STAGE_EVALUATE ? running.timeoutMs : Math.max(OUTSIDE_LIMIT_MS, running.timeoutMs)
      if (tooBig && stage >= STAGE_EVALUATE) {
        running.why ??= 'memory'
        running.hardStop.abort()
      } else if (now - running.since > limit) this.#ask(lane, running, 'timeout')
      if (running.why !== null && now - running.askedAt > graceMs) running.hardStop.abort()
    }
  }

  #ask(lane: number, running: Running, why: 'timeout' | 'stopped'): void {
    if (running.why !== null) return
    running.why = why
    running.askedAt = performance.now()
    this.#control.askToStop(lane, running.ticket)
  }

  #outcomeOf(reply: ChunkReply, running: Running): ChunkOutcome {
    if (reply.kind === 'committed') return reply
    if (reply.kind === 'stopped')
      return running.why === 'timeout' ? { kind: 'lost', loss: TIMEOUT_LOSS } : { kind: 'stopped' }
    const { stage, error } = reply
    if (stage === 'evaluate' && error.code === '') {
      return { kind: 'lost', loss: { cause: 'threw', reason: error.message.split('\n')[0]!, detail: error.detail } }
    }
    return { kind: 'broken', error: fromPlainError(error, stage === 'setup' ? 'E_EVALUATOR' : 'E_COMMIT') }
  }

  /** The thread is gone or on its way out. */
  async #outcomeOfLoss(lane: number, running: Running, error: unknown): Promise<ChunkOutcome> {
    const stage = this.#control.stage(lane)
    if (!(await this.#registry.gone(this.#control.thread(lane), BURIAL_LIMIT_MS))) {
      const text = `a worker thread cannot be ended (it was asked to ${BURIAL_LIMIT_MS / 1000} s ago)`
      return {
        kind: 'broken',
        error: new ExecutionError('E_THREAD_STUCK', text, 'Check the disk, then run the same command again.'),
      }
    }
    if (running.why === 'stopped' || this.#closing) return { kind: 'stopped' }
    if (running.why === 'memory') return { kind: 'lost', loss: MEMORY_LOSS }
    if (running.why === 'timeout' && stage === STAGE_EVALUATE) return { kind: 'lost', loss: TIMEOUT_LOSS }
    const loss = lossOf(error)
    if (stage === STAGE_EVALUATE || stage === STAGE_COMMIT) return { kind: 'lost', loss }
    // It never came to evaluate anything: not this chunk's fault. Thrice in a row it is the evaluator's.
    if (++this.#lossesBeforeStart < 3) return { kind: 'stopped' }
    const text = `worker threads die while they start: ${loss.reason}`
    return {
      kind: 'broken',
      error: new ExecutionError('E_WORKER_START', text, 'Look at the strategy module and its imports.'),
    }
  }
}
