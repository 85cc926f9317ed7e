/**
 * One execution of a plan: finds what is committed, has the rest computed, compacts, and keeps the manifest true at every step. It never
 * looks at rows or strategies; a kill at any moment leaves a run that the next coordinator resumes.
 */
import { FarmError, StoreError } from '../src/core/errors.ts'
import type { ResultBatch } from '../src/domain/result-batch.ts'
import { removeShards } from '../src/io/compaction.ts'
import { crashpoint } from '../src/io/crashpoint.ts'
import type { RunManifest, RunSession } from '../src/io/manifest.ts'
import { type ShardScan, scanShards } from '../src/io/result-store.ts'
import type { RunDirectory } from '../src/io/run-directory.ts'
import { isCorrupt } from '../src/io/shard-file.ts'
import type { WorkerPool } from '../workers/pool.ts'
import { ChunkSizer } from './chunk-sizer.ts'
import { ComputePhase, type SweepCounts } from './compute-phase.ts'
import type { LeaseHooks } from './consumer.ts'
import { finishedRun, type SweepSummary } from './finished-run.ts'
import { createInProcessQueue } from './in-process-queue.ts'
import { RateMeter, type SweepEvent, type SweepProgress } from './progress.ts'
import type { ChunkQueue } from './queue-port.ts'

export interface CoordinatorOptions {
  /** Open and locked. */
  readonly run: RunDirectory
  /** Made for the same run folder and plan hash; the caller closes it. */
  readonly pool: WorkerPool
  /** A queue of this run alone, which the caller closes (default: one in this process). */
  readonly queue?: ChunkQueue
  /** The row of a trial that killed or hung its thread: same columns as the evaluator's, status `quarantined`, NaN metrics, no returns. */
  readonly quarantinedRow: (index: number, reason: string) => ResultBatch
  /** Trials a chunk (auto: about half a second of CPU). */
  readonly chunkSize?: number | 'auto'
  /** About how much memory one trial's row takes, bytes (4,096). */
  readonly bytesPerTrial?: number
  /** For the evaluation of one chunk, ms (auto: 50 × what it should take, at least a minute). */
  readonly timeoutMs?: number | 'auto'
  readonly hooks?: LeaseHooks
  /** More quarantined trials than this stop the run (1 %, at least 20). */
  readonly maxQuarantined?: number
  /** Pause when the disk is full or failing, ms (1,000), and how many in a row before the run stops (60). */
  readonly storePauseMs?: number
  readonly storePauses?: number
  readonly onProgress?: (progress: SweepProgress) => void
  /** Between two progress reports, ms (200). */
  readonly progressMs?: number
  readonly onEvent?: (event: SweepEvent) => void
}

export interface SweepCoordinator {
  /**
   * Runs to the end. Once. Errors (the manifest then says `failed`): E_NONDETERMINISTIC (again on every later run of this folder), E_EVALUATOR or the evaluator's own FarmError,
   * E_WORKER_START, E_TOO_MANY_QUARANTINED, E_RUN_FILES, E_STORE_*, E_COMPACTION.
   */
  run(): Promise<SweepSummary>
  /** First Ctrl-C: chunks in work end and are committed, then run() resolves with `interrupted`. */
  drain(): void
  /** Second Ctrl-C: chunks in work are given up. */
  stop(): void
  /** The lock was lost: stop without touching the run any more; run() rejects with E_RUN_LOCK_LOST. */
  abandon(): void
  progress(): SweepProgress
}

export const createCoordinator = (options: CoordinatorOptions): SweepCoordinator => new Coordinator(options)

/** Shards of a run whose results contradicted each other prove nothing: going on from them would hide it. */
function refuseContradiction({ manifest: { error }, path }: RunDirectory): void {
  if (error?.code !== 'E_NONDETERMINISTIC') return
  throw new StoreError(
    error.code,
    `${path} was stopped before: ${error.message}`,
    `${error.remedy} Then use --new-run.`,
  )
}

class Coordinator implements SweepCoordinator {
  readonly #options: CoordinatorOptions
  readonly #startedAt = performance.now()
  readonly #rate = new RateMeter()
  readonly #counts: SweepCounts = { failed: 0, quarantined: 0, duplicates: 0, commits: 0 }
  readonly #stopped = Promise.withResolvers<void>()
  #phase: ComputePhase | null = null
  #scan: ShardScan | null = null
  #progressPhase: SweepProgress['phase'] = 'computing'
  #resumedFrom = 0
  #session: RunSession | null = null
  #ending: 'no' | 'drain' | 'stop' = 'no'
  #abandoned = false

  constructor(options: CoordinatorOptions) {
    this.#options = options
  }

  async run(): Promise<SweepSummary> {
    const { run, progressMs = 200 } = this.#options
    const finished = await finishedRun(run)
    if (finished !== null) return finished
    refuseContradiction(run)
    const timer = setInterval(() => this.#report(), progressMs)
    try {
      const complete = await this.#computeAndCompact()
      return this.#end(complete ? 'complete' : 'interrupted')
    } catch (error) {
      if (error instanceof FarmError) {
        const { code, message, remedy } = error
        this.#update({ state: 'failed', error: { code, message, remedy }, ...this.#bookkeeping(true) })
      }
      throw error
    } finally {
      clearInterval(timer)
      this.#report()
    }
  }

  drain(): void {
    if (this.#ending === 'no') this.#ending = 'drain'
    this.#phase?.drain()
  }

  stop(): void {
    this.#ending = 'stop'
    this.#phase?.stop()
    this.#stopped.resolve()
  }

  abandon(): void {
    this.#abandoned = true
    this.stop()
  }

  progress(): SweepProgress {
    const { run, pool } = this.#options
    const { planned } = run.manifest
    const committed = this.#scan?.committed.count ?? 0
    const done = Math.min(planned, committed + (this.#progressPhase === 'computing' ? pool.trialsInFlight() : 0))
    const { perSecond } = this.#rate
    return {
      phase: this.#progressPhase,
      planned,
      done,
      committed,
      resumedFrom: this.#resumedFrom,
      trialsPerSecond: perSecond,
      etaMs: perSecond > 0 ? ((planned - done) / perSecond) * 1000 : null,
      ...this.#counts,
      elapsedMs: performance.now() - this.#startedAt,
    }
  }

  /** True when complete, false when interrupted. A shard that rots before it is compacted sends the run back to computing. */
  async #computeAndCompact(): Promise<boolean> {
    const { run, pool } = this.#options
    for (let round = 1; ; round++) {
      const scan = this.#findCommitted()
      if (round === 1) this.#begin(scan)
      if (scan.committed.count < run.manifest.planned && !(await this.#compute(scan))) return false
      try {
        this.#progressPhase = 'compacting'
        const report = await Promise.race([pool.compact(run.manifest.planned), this.#stopped.promise])
        if (report === undefined) return false
        const { trials, returns, layout, failed, ruined, quarantined } = report
        Object.assign(this.#counts, { failed, quarantined })
        this.#update({
          files: { trials, returns },
          layout: { axes: [...layout.axes], metrics: [...layout.metrics] },
          counts: { committed: run.manifest.planned, failed, ruined, quarantined, duplicates: this.#counts.duplicates },
        })
        crashpoint('compaction.recorded')
        removeShards(run.path)
        crashpoint('compaction.shards-removed')
        return true
      } catch (error) {
        if (!isCorrupt(error) || round === 3) throw error
        this.#progressPhase = 'computing'
      }
    }
  }

  #findCommitted(): ShardScan {
    const { run, onEvent } = this.#options
    const scan = scanShards(run.path, run.planHash, run.manifest.planned)
    for (const { from, to, reason } of scan.damaged) onEvent?.({ kind: 'damaged-shard', from, to, reason })
    this.#scan = scan
    this.#counts.failed = scan.shards.reduce((sum, shard) => sum + shard.failed, 0)
    this.#counts.quarantined = scan.shards.reduce((sum, shard) => sum + shard.quarantined, 0)
    return scan
  }

  async #compute(scan: ShardScan): Promise<boolean> {
    const { run, pool, chunkSize = 'auto', bytesPerTrial = 4096, ...options } = this.#options
    if (this.#ending !== 'no') return false
    const queue = options.queue ?? createInProcessQueue(4 * pool.threads)
    const phase = new ComputePhase({
      run,
      pool,
      queue,
      sizer: new ChunkSizer({ chunkSize, threads: pool.threads, bytesPerTrial }),
      committed: scan.committed,
      counts: this.#counts,
      timeoutMs: options.timeoutMs ?? 'auto',
      hooks: options.hooks ?? {},
      quarantinedRow: options.quarantinedRow,
      maxQuarantined: options.maxQuarantined ?? Math.max(20, Math.ceil(run.manifest.planned / 100)),
      storePauseMs: options.storePauseMs ?? 1_000,
      storePauses: options.storePauses ?? 60,
      onEvent: options.onEvent ?? (() => {}),
    })
    this.#phase = phase
    try {
      await phase.finish()
    } finally {
      this.#phase = null
      if (options.queue === undefined) await queue.close()
    }
    return scan.committed.count === run.manifest.planned && !this.#isStopped()
  }

  #begin(scan: ShardScan): void {
    const { run, pool, chunkSize = 'auto' } = this.#options
    this.#resumedFrom = scan.committed.count
    this.#session = {
      startedAt: new Date().toISOString(),
      endedAt: null,
      threads: pool.threads,
      chunkSize,
      resumedFrom: this.#resumedFrom,
      duplicates: 0,
      ms: 0,
    }
    this.#update({ state: 'running', error: null, sessions: [...run.manifest.sessions, this.#session] })
    this.#report()
  }

  #end(state: 'complete' | 'interrupted'): SweepSummary {
    this.#progressPhase = 'done'
    this.#update({ state, ...this.#bookkeeping(state === 'interrupted') })
    const { planned } = this.#options.run.manifest
    const { failed, quarantined, duplicates } = this.#counts
    const committed = state === 'complete' ? planned : (this.#scan?.committed.count ?? 0)
    const ms = performance.now() - this.#startedAt
    return { state, planned, committed, failed, quarantined, duplicates, resumedFrom: this.#resumedFrom, ms }
  }

  /** Counts and the session's end. `ruined` is known only once the rows were read. */
  #bookkeeping(withCounts: boolean): Pick<RunManifest, 'sessions'> & Partial<RunManifest> {
    const { manifest } = this.#options.run
    const { failed, quarantined, duplicates } = this.#counts
    const ended = { endedAt: new Date().toISOString(), duplicates, ms: performance.now() - this.#startedAt }
    const sessions =
      this.#session === null ? manifest.sessions : [...manifest.sessions.slice(0, -1), { ...this.#session, ...ended }]
    if (!withCounts) return { sessions }
    const committed = this.#scan?.committed.count ?? 0
    return { sessions, counts: { ...manifest.counts, committed, failed, quarantined, duplicates } }
  }

  #update(change: Partial<RunManifest>): void {
    if (this.#abandoned) {
      throw new StoreError(
        'E_RUN_LOCK_LOST',
        `another process took over ${this.#options.run.path}`,
        'Look at that process.',
      )
    }
    this.#options.run.update(change)
  }

  #isStopped(): boolean {
    return this.#ending === 'stop'
  }

  #report(): void {
    const { onProgress } = this.#options
    const now = this.progress()
    this.#rate.observe(performance.now(), now.done)
    onProgress?.(now)
  }
}
