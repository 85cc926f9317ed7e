/** One backtest with all its details, timed by stage. Used by the command `run` and by the typed API. */
import type { Registries } from '../config/registries.ts'
import { requireBars } from '../data/enough-bars.ts'
import type { Market } from '../domain/market.ts'
import type { TrialOutcome } from '../domain/outcome.ts'
import { type Benchmark, buyAndHold } from '../engine/benchmark.ts'
import type { TrialSpec } from '../engine/bind-plugin.ts'
import { LocalFarm } from '../engine/local-farm.ts'
import type { BarObserver } from '../engine/observe.ts'
import { type RecordedRun, recordedRun } from '../engine/recorded-run.ts'
import { computeMetrics } from '../reporting/compute-metrics.ts'
import type { Metric, MetricContext } from '../reporting/contract.ts'
import { metricContext } from '../reporting/metric-context.ts'
import { OutcomeSummary } from '../reporting/outcome-summary.ts'
import { StageClock } from './stage-clock.ts'

export interface BacktestTask {
  readonly market: Market
  readonly spec: TrialSpec
  readonly registries: Registries
  /** Of the daily returns; the market's own by default. */
  readonly periodsPerYear?: number
  /** For messages: `the slice of sp500-daily`. */
  readonly marketName: string
  /** Told of every bar; the second is the first bar on which the pipeline may act. */
  readonly onBar?: (...args: [...Parameters<BarObserver>, firstActingBar: number]) => void
  readonly clock?: StageClock
}

export interface Backtest extends RecordedRun {
  /** By name, null where undefined. */
  readonly metrics: Readonly<Record<string, number | null>>
  readonly benchmark: Benchmark
  readonly clock: StageClock
}

/** Errors: those of the plug-ins; E_DATASET_TOO_SHORT, E_MEMORY_BUDGET. */
export async function runOneBacktest(task: BacktestTask): Promise<Backtest> {
  const { market, spec, registries, onBar, clock = new StageClock() } = task
  const farm = new LocalFarm(market, () => spec, registries)
  const trial = await clock.timed('features', () => {
    const assembled = farm.strategyEngine.assemble(new Int32Array(0))
    requireBars(market, assembled.warmupBars, task.marketName)
    farm.prepare([assembled])
    return assembled
  })
  await clock.timed('decision', () => farm.backtestEngine.decideAhead(trial))
  const start = Math.max(market.first, trial.warmupBars)
  const recorded = await clock.timed('loop', () => recordedRun(farm, onBar && ((bar) => onBar(bar, start))))
  return clock.timed('metrics', () => {
    const conventions = { periodsPerYear: task.periodsPerYear ?? market.periodsPerYear }
    const benchmark = buyAndHold(market, spec, registries, conventions)
    const context = metricContext({ ...conventions, benchmarkReturns: benchmark.returns })
    return { ...recorded, metrics: namedMetrics(recorded.outcome, context, registries.metrics), benchmark, clock }
  })
}

function namedMetrics(
  outcome: TrialOutcome,
  context: MetricContext,
  metrics: Readonly<Record<string, Metric>>,
): Record<string, number | null> {
  const all = Object.values(metrics)
  const values = new Float64Array(all.length)
  computeMetrics(outcome, new OutcomeSummary(), context, all, values)
  return Object.fromEntries(all.map(({ name }, m) => [name, Number.isNaN(values[m]) ? null : values[m]!]))
}
