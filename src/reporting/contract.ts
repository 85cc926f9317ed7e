/** Reporting: a metric is a pure function of what a trial left behind. */
import type { TrialOutcome } from '../domain/outcome.ts'
import type { BenchmarkSeries } from './benchmark-series.ts'
import type { OutcomeSummary } from './outcome-summary.ts'

/** Run-wide conventions, stored with every row. */
export interface MetricConventions {
  readonly periodsPerYear: number
  /** Annual risk-free rate, simple fraction. */
  readonly rfAnnual: number
  readonly targetPerPeriod: number
  readonly omegaThreshold: number
  readonly tailAlpha: number
  readonly psrBenchmarkPerPeriod: number
  readonly minTrlConfidence: number
  readonly loMaxLag: number
  /** Length of a year in ms for turnover. */
  readonly yearMs: number
  /** Daily simple returns of the benchmark on the run's day axis; null when the run has none. */
  readonly benchmarkReturns: Float64Array | null
}

/** The conventions and what follows from them alone, worked out once a run by `metricContext`. */
export interface MetricContext extends MetricConventions {
  /** (1 + rfAnnual)^(1/periodsPerYear) − 1 */
  readonly rfPerPeriod: number
  /** √periodsPerYear */
  readonly annualRoot: number
  /** Normal quantile of `minTrlConfidence`. */
  readonly minTrlQuantile: number
  readonly benchmark: BenchmarkSeries | null
}

/** `''` is a plain ratio; `fraction` is shown in per cent; `currency` is the account's. */
export type MetricUnit = '' | 'fraction' | 'currency' | 'days' | 'years' | 'bars' | 'count' | 'ms'

export interface Metric {
  /** Column name, camelCase. */
  readonly name: string
  /** Short heading for tables. */
  readonly title: string
  readonly unit: MetricUnit
  /** Which way is better when it ranks: +1 higher, −1 lower, 0 neither. */
  readonly direction: 1 | -1 | 0
  /** Fewest daily returns (or trades) below which it is null. */
  readonly minSamples: number
  /** Finite or null (undefined), never NaN or infinite. `summary` holds moments and curves that several metrics share, computed once. */
  compute(outcome: TrialOutcome, summary: OutcomeSummary, context: MetricContext): number | null
}
