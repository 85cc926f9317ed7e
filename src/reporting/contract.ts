/** Reporting: a metric is a pure function of what a trial left behind. */
import type { TrialOutcome } from '../domain/outcome.ts'
import type { OutcomeSummary } from './outcome-summary.ts'

/** Run-wide conventions, stored with every row. */
export interface MetricContext {
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
}

export interface Metric {
  /** Column name, camelCase. */
  readonly name: string
  /** Short heading and unit for tables: `''` (a ratio), `'fraction'`, `'currency'`, `'days'`, `'count'`, `'ms'`. */
  readonly title: string
  readonly unit: string
  /** Which way is better when it ranks: +1 higher, −1 lower, 0 neither. */
  readonly direction: 1 | -1 | 0
  /** Fewest daily returns (or trades) below which it is null. */
  readonly minSamples: number
  /** Finite or null (undefined), never NaN or infinite. `summary` holds moments and curves that several metrics share, computed once. */
  compute(outcome: TrialOutcome, summary: OutcomeSummary, context: MetricContext): number | null
}
