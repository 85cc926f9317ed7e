/**
 * The working part of a sweep: keeps a small window of chunks in the queue, counts what is committed, splits what kills threads, until
 * the whole plan is committed, somebody asks for an end, or an error makes going on pointless.
 */
import { ExecutionError, FarmError } from '../src/core/errors.ts'
import type { IntegerRanges } from '../src/core/integer-ranges.ts'
import type { ResultBatch } from '../src/domain/result-batch.ts'
import { commitShard } from '../src/io/commit.ts'
import type { RunDirectory } from '../src/io/run-directory.ts'
import { encodeShard } from '../src/io/shard-file.ts'
import type { WorkerPool } from '../workers/pool.ts'
import { type ChunkPayload, chunkId, PAYLOAD_VERSION } from './chunk-payload.ts'
import type { ChunkSizer } from './chunk-sizer.ts'
import { ChunkSupply } from './chunk-supply.ts'
import { type Consumer, type LeaseHooks, startConsumer } from './consumer.ts'
import type { SweepEvent } from './progress.ts'
import type { ChunkFailure, ChunkQueue, Settlement } from './queue-port.ts'

export interface ComputeOptions {
  readonly run: RunDirectory
  readonly pool: WorkerPool
  readonly queue: ChunkQueue
  readonly sizer: ChunkSizer
  /** What is committed; grows. */
  readonly committed: IntegerRanges
  readonly counts: SweepCounts
  readonly timeoutMs: number | 'auto'
  readonly hooks: LeaseHooks
  readonly quarantinedRow: (index: number, reason: string) => ResultBatch
  readonly maxQuarantined: number
  readonly storePauseMs: number
  readonly storePauses: number
  readonly onEvent: (event: SweepEvent) => void
}

/** Running totals of a session. */
export interface SweepCounts {
  failed: number
  quarantined: number
  duplicates: number
  commits: number
}

/** An automatic limit for a chunk: this many times what it should take, and at least a minute. */
const PATIENCE = 50
const LEAST_TIMEOUT_MS = 60_000

export class ComputePhase {
  readonly #options: ComputeOptions
  readonly #supply: ChunkSupply
  readonly #consumer: Consumer
  readonly #ended = Promise.withResolvers<void>()
  readonly #outstanding = new Set<string>()
  readonly #window: number
  readonly #unsubscribe: () => void
  #error: FarmError | null = null
  #ending = false
  #pumping = false
  #pumpAgain = false

  constructor(options: ComputeOptions) {
    const { run, pool, queue, committed, sizer, timeoutMs } = options
    const { planned } = run.manifest
    this.#options = options
    this.#supply = new ChunkSupply(planned, committed, sizer)
    this.#window = Math.min(queue.capacity, 2 * pool.threads)
    this.#unsubscribe = queue.onSettled((settlement) => this.#settled(settlement))
    this.#consumer = startConsumer({
      queue,
      pool,
      run: run.path,
      planHash: run.planHash,
      planned,
      isCommitted: (from, to) => committed.covers(from, to),
      timeoutMs: (trials) =>
        timeoutMs === 'auto' ? Math.max(LEAST_TIMEOUT_MS, PATIENCE * trials * sizer.msPerTrial) : timeoutMs,
      hooks: options.hooks,
      storePauseMs: options.storePauseMs,
      storePauses: options.storePauses,
      onStorePause: ({ code, message }) => options.onEvent({ kind: 'store-pause', code, message }),
    })
  }

  /** Resolves when all is committed or an end was asked for. Errors: what stopped the run (E_NONDETERMINISTIC, E_EVALUATOR, …). */
  async finish(): Promise<void> {
    this.#pump()
    await this.#ended.promise
    await (this.#error === null ? this.#consumer.drain() : this.#consumer.stop())
    this.#unsubscribe()
    if (this.#error !== null) throw this.#error
  }

  /** Lets chunks in work end, starts no other. */
  drain(): void {
    this.#ending = true
    void this.#consumer.drain().then(() => this.#ended.resolve())
  }

  /** Ends now. */
  stop(error: FarmError | null = null): void {
    this.#error ??= error
    this.#ending = true
    void this.#consumer.stop().then(() => this.#ended.resolve())
  }

  #settled(settlement: Settlement): void {
    const { payload } = settlement
    this.#outstanding.delete(chunkId(payload))
    if (settlement.outcome === 'failed') this.#failed(payload, settlement.failure)
    else {
      const { from, to } = payload
      const { result } = settlement
      const { counts, committed, sizer, onEvent } = this.#options
      if (result.duplicate) {
        counts.duplicates++
        onEvent({ kind: 'duplicate', from, to })
      }
      if (committed.add(from, to) > 0) {
        counts.commits++
        counts.failed += result.failed
        counts.quarantined += result.quarantined
      }
      sizer.observe(to - from, result.cpuMs)
    }
    this.#pump()
  }

  #failed(payload: ChunkPayload, failure: ChunkFailure): void {
    const { from, to } = payload
    if (!failure.poison) {
      const { area, code, message, remedy, detail } = failure
      const error = new FarmError(area, code, message, remedy)
      if (detail !== '') error.stack = detail
      this.stop(error)
      return
    }
    if (this.#options.committed.covers(from, to)) return // Somebody else did it in the meantime.
    const fate = this.#supply.lost({ from, to })
    this.#options.onEvent({ kind: 'chunk-lost', from, to, reason: failure.message, detail: failure.detail, fate })
    if (fate !== 'condemned') return
    try {
      this.#quarantine(from, failure)
    } catch (error) {
      this.stop(error instanceof FarmError ? error : new ExecutionError('E_UNEXPECTED', String(error)))
    }
  }

  /** The guilty trial becomes a row of its own: the run goes on without it, and says so. */
  #quarantine(index: number, { message: reason, detail }: ChunkFailure): void {
    const { run, counts, committed, quarantinedRow, maxQuarantined, onEvent } = this.#options
    commitShard(run.path, encodeShard(quarantinedRow(index, reason), run.planHash), performance.now())
    committed.add(index, index + 1)
    counts.quarantined++
    counts.commits++
    const quarantined = [...run.manifest.quarantined, { index, reason, detail }]
    run.update({ quarantined })
    onEvent({ kind: 'quarantined', index, reason })
    if (quarantined.length <= maxQuarantined) return
    throw new ExecutionError(
      'E_TOO_MANY_QUARANTINED',
      `${quarantined.length} trials killed or hung their thread, the last one trial ${index}: ${reason}`,
      'Run one of them alone (rerun RUN --trial ID) to see why.',
    )
  }

  #pump(): void {
    if (this.#pumping) {
      this.#pumpAgain = true
      return
    }
    this.#pumping = true
    this.#refill()
      .catch((error: unknown) =>
        this.stop(error instanceof FarmError ? error : new ExecutionError('E_UNEXPECTED', String(error))),
      )
      .finally(() => {
        this.#pumping = false
        if (!this.#pumpAgain) return
        this.#pumpAgain = false
        this.#pump()
      })
  }

  /** Fills the window up; ends the phase when nothing is left to do. */
  async #refill(): Promise<void> {
    const { committed, run, queue } = this.#options
    if (committed.count === run.manifest.planned) this.#ended.resolve()
    if (this.#ending || committed.count === run.manifest.planned) return
    const payloads: ChunkPayload[] = []
    while (this.#outstanding.size < this.#window) {
      const chunk = this.#supply.next(this.#outstanding.size === 0)
      if (chunk === null) break
      const payload = { version: PAYLOAD_VERSION, planHash: run.planHash, ...chunk } as const
      this.#outstanding.add(chunkId(payload))
      payloads.push(payload)
    }
    const taken = payloads.length === 0 ? 0 : await queue.offer(payloads)
    for (const payload of payloads.slice(taken)) {
      this.#outstanding.delete(chunkId(payload))
      this.#supply.putBack(payload)
    }
  }
}
