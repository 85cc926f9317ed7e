/**
 * Buy and hold: all instruments in equal weights from the first bar of the window to its end, with the run's own fees, slippage and
 * account. Its daily returns are what beta and alpha are measured against; its metrics are the last row of a table.
 */
import type { Market } from '../domain/market.ts'
import { computeMetrics } from '../reporting/compute-metrics.ts'
import type { Metric, MetricConventions } from '../reporting/contract.ts'
import { metricContext } from '../reporting/metric-context.ts'
import { OutcomeSummary } from '../reporting/outcome-summary.ts'
import type { PluginRegistries, TrialSpec } from './bind-plugin.ts'
import { LocalFarm } from './local-farm.ts'

export interface Benchmark {
  /** Daily simple returns on the run's day axis. */
  readonly returns: Float64Array
  /** By metric name. */
  readonly metrics: Readonly<Record<string, number | null>>
}

/** @param base whose account, fees, slippage and matching it takes. Cost: one backtest. */
export function buyAndHold(
  market: Market,
  base: TrialSpec,
  registries: PluginRegistries & { readonly metrics: Readonly<Record<string, Metric>> },
  conventions: Partial<MetricConventions> = {},
): Benchmark {
  const farm = new LocalFarm(market, () => holdSpec(base, market.bars.length), registries, { columns: 1 })
  const outcome = farm.run()
  const returns = outcome.dailyReturns.slice()
  const metrics = Object.values(registries.metrics)
  const values = new Float64Array(metrics.length)
  const context = metricContext({ periodsPerYear: market.periodsPerYear, ...conventions, benchmarkReturns: returns })
  computeMetrics(outcome, new OutcomeSummary(), context, metrics, values)
  const named = metrics.map(({ name }, m) => [name, Number.isNaN(values[m]) ? null : values[m]!] as const)
  return { returns, metrics: Object.fromEntries(named) }
}

/** Prices are above 0, so the close itself is a score that is long from the first bar on. */
function holdSpec({ strategy, account }: TrialSpec, instruments: number): TrialSpec {
  return {
    account,
    strategy: {
      features: {},
      model: { type: 'pass-through', input: 'close' },
      decision: { type: 'threshold', sides: 'long', enterLong: 0 },
      risk: {
        sizer: { type: 'fraction-of-equity', fraction: 1 / instruments, sizeAt: 'fill' },
        rules: {},
        reentry: 'onChange',
        resize: 'onChange',
      },
      execution: strategy.execution,
    },
  }
}
