/**
 * One sweep from config to rows on disk: composes market, slab, pool, queue and coordinator. Used by the command and by the typed API.
 */
import { availableParallelism, freemem } from 'node:os'
import { createCoordinator, type SweepCoordinator } from '../../jobs/coordinator.ts'
import { finishedRun, type SweepSummary } from '../../jobs/finished-run.ts'
import type { SweepEvent, SweepProgress } from '../../jobs/progress.ts'
import { seatsFor } from '../../workers/control-block.ts'
import type { FarmInit } from '../../workers/farm-evaluator.ts'
import { createPool } from '../../workers/pool.ts'
import { SlabPlanner } from '../../workers/slab-planner.ts'
import type { Registries } from '../config/registries.ts'
import { requireBars } from '../data/enough-bars.ts'
import type { PluginDescriptor } from '../domain/plugin-module.ts'
import type { ResultBatch } from '../domain/result-batch.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import { type Benchmark, buyAndHold } from '../engine/benchmark.ts'
import { allocateSlab, layoutSlab, marketShape, SlotStates, slotsWithin } from '../engine/slab.ts'
import { SlotDirectory } from '../engine/slot-directory.ts'
import { StrategyEngine } from '../engine/strategy-engine.ts'
import { writeMarket } from '../engine/tape.ts'
import { environment } from '../io/environment.ts'
import { openRun, type RunDirectory } from '../io/run-directory.ts'
import type { MetricConventions } from '../reporting/contract.ts'
import { type PreparedSweep, prepareSweep } from './prepared-sweep.ts'
import { StageClock } from './stage-clock.ts'

export interface SweepRequest {
  readonly config: RunConfig
  readonly registries: Registries
  readonly plugins?: readonly PluginDescriptor[]
  /** Content hash of the plug-ins; empty: none. */
  readonly pluginHash?: string
  /** Folders of datasets and of results. */
  readonly datasets: string
  readonly results: string
  /** Default: all cores. */
  readonly threads?: number
  readonly chunkSize?: number | 'auto'
  /** Most bytes of the slab. Default: half of the free memory, at most 4 GiB. */
  readonly memoryBytes?: number
  readonly maxCombos?: number
  readonly newRun?: boolean
  /** Limit for the evaluation of one chunk, ms. */
  readonly timeoutMs?: number
  readonly onProgress?: (progress: SweepProgress) => void
  readonly onEvent?: (event: SweepEvent) => void
  /** Called when the sweep can be drained or stopped. */
  readonly onStart?: (coordinator: SweepCoordinator) => void
}

export interface SweepOutcome {
  readonly run: string
  readonly runId: string
  readonly summary: SweepSummary
  readonly prepared: PreparedSweep
  readonly benchmark: Benchmark
  readonly clock: StageClock
  readonly threads: number
}

const DEFAULT_MAX_COMBOS = 10_000_000
/** A slab has no more slots than this; a chunk that needs more columns works in batches. */
const MOST_SLOTS = 4_096

/** Runs, resumes or finds complete the sweep of a config. Errors: those of config, data, plug-ins, run folder and coordinator. */
export async function runSweepToDisk(request: SweepRequest): Promise<SweepOutcome> {
  const { config, registries, datasets, pluginHash = '', maxCombos = DEFAULT_MAX_COMBOS } = request
  const threads = request.threads ?? availableParallelism()
  const clock = new StageClock()
  const prepared = await prepareSweep(config, registries, datasets, maxCombos, pluginHash, clock)
  const benchmark = await clock.timed('benchmark', () =>
    buyAndHold(prepared.market, prepared.source.spec(prepared.firstTrial), registries),
  )
  const run = openSweep(request, prepared)
  try {
    const summary = (await finishedRun(run)) ?? (await compute(request, prepared, benchmark, run, threads, clock))
    return { run: run.path, runId: run.runId, summary, prepared, benchmark, clock, threads }
  } finally {
    run.close()
  }
}

function openSweep({ config, results, newRun = false }: SweepRequest, prepared: PreparedSweep): RunDirectory {
  const { identity, surroundings, space } = prepared
  return openRun({
    results,
    name: config.name,
    planHash: identity.planHash,
    planned: space.count,
    plan: config as unknown as Readonly<Record<string, unknown>>,
    identity: { prefixHash: identity.prefixHash, seed: config.seed, ...surroundings },
    environment: environment(),
    newRun,
  })
}

async function compute(
  request: SweepRequest,
  prepared: PreparedSweep,
  benchmark: Benchmark,
  run: RunDirectory,
  threads: number,
  clock: StageClock,
): Promise<SweepSummary> {
  const { config, registries, plugins = [], maxCombos = DEFAULT_MAX_COMBOS } = request
  const { market, space, source, surroundings, firstTrial } = prepared
  const engine = new StrategyEngine(space.axes, (ordinals) => source.spec(ordinals), registries, market, firstTrial)
  requireBars(market, shortestWarmup(engine, prepared), `the slice of ${config.data.dataset}`)
  const seats = seatsFor(threads)
  const shape = marketShape(market, seats)
  const budget = request.memoryBytes ?? Math.min(4 * 2 ** 30, freemem() / 2)
  const layout = layoutSlab({ ...shape, slots: slotsWithin(budget, shape, MOST_SLOTS, threads) })
  const memory = allocateSlab(layout)
  const states = new SlotStates(memory, layout)
  const planner = new SlabPlanner(space, engine, new SlotDirectory(layout.slots, states), threads)
  const outline = await clock.timed('share columns', () => writeMarket(memory, layout, market))
  const conventions: Partial<MetricConventions> = {
    periodsPerYear: surroundings.periodsPerYear,
    benchmarkReturns: benchmark.returns,
  }
  const init: FarmInit = { config, surroundings, plugins, memory, layout, outline, conventions, maxCombos }
  const pool = createPool({
    threads,
    evaluatorModule: new URL(`../../workers/farm-evaluator${import.meta.url.slice(-3)}`, import.meta.url).href,
    init,
    runDirectory: run.path,
    planHash: run.planHash,
    onThreadExit: (seat) => states.abandon(seat),
  })
  const coordinator = createCoordinator({
    run,
    pool,
    quarantinedRow: (index, reason) => quarantinedRow(prepared, Object.keys(registries.metrics), index, reason),
    chunkSize: request.chunkSize ?? 'auto',
    bytesPerTrial: 8 * (market.dayEnds.length + Object.keys(registries.metrics).length),
    timeoutMs: request.timeoutMs ?? 'auto',
    hooks: { beforeChunk: (range) => planner.beforeChunk(range), afterChunk: (lease) => planner.afterChunk(lease) },
    ...(request.onProgress && { onProgress: request.onProgress }),
    ...(request.onEvent && { onEvent: request.onEvent }),
  })
  request.onStart?.(coordinator)
  try {
    return await clock.timed('compute', () => coordinator.run())
  } finally {
    await pool.close()
  }
}

/** Bars that the least demanding of the first trials needs before it can act. */
function shortestWarmup(engine: StrategyEngine, { space }: PreparedSweep): number {
  const ordinals = new Int32Array(space.axes.length)
  let shortest = Number.POSITIVE_INFINITY
  for (let index = 0; index < Math.min(space.count, 1_000); index++) {
    space.decode(index, ordinals)
    shortest = Math.min(shortest, engine.assemble(ordinals).warmupBars)
  }
  return shortest
}

function quarantinedRow(
  prepared: PreparedSweep,
  metrics: readonly string[],
  index: number,
  reason: string,
): ResultBatch {
  const { space, identity } = prepared
  const ordinals = new Int32Array(space.axes.length)
  space.decode(index, ordinals)
  return {
    from: index,
    rows: 1,
    trialId: [identity.trialId(ordinals)],
    status: ['quarantined'],
    reason: [reason],
    axes: space.axes.map(({ name, kind, values }, n) => {
      const { cell } = values[ordinals[n]!]!
      return { name, values: kind === 'number' ? Float64Array.of(cell as number) : [cell as string] }
    }),
    metrics: metrics.map((name) => ({ name, values: Float64Array.of(Number.NaN) })),
    returns: [new Float64Array(0)],
  }
}
