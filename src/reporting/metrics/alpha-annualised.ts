import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Alpha against the benchmark, annualised.
 * Formula: least squares intercept of x on b − rf, times P.
 * Convention: arithmetic (empyrical compounds it).
 * Null: no benchmark, fewer than two returns, or a benchmark without variance.
 * Source: Jensen (1968), J. Finance 23(2).
 */
export const alphaAnnualised: Metric = {
  name: 'alphaAnnualised',
  title: 'Alpha',
  unit: 'fraction',
  direction: 1,
  minSamples: 2,
  compute: (_outcome, summary, context) => orNull(summary.benchmark.alpha * context.periodsPerYear),
}
