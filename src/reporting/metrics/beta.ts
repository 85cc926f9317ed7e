import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Beta against the benchmark.
 * Formula: least squares slope of x = r − rf on b − rf.
 * Convention: the benchmark is a daily series on the run’s own days.
 * Null: no benchmark, fewer than two returns, or a benchmark without variance.
 * Source: Sharpe (1964), J. Finance 19(3).
 */
export const beta: Metric = {
  name: 'beta',
  title: 'Beta',
  unit: '',
  direction: 0,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(summary.benchmark.beta),
}
