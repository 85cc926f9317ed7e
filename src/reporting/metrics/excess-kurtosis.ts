import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Excess kurtosis of daily returns.
 * Formula: m₄/m₂² − 3, moments over n.
 * Convention: normal = 0; formulas for the variance of a Sharpe ratio take the raw one.
 * Null: fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|).
 * Source: tests/vectors/README.md, returns.json.
 */
export const excessKurtosis: Metric = {
  name: 'excessKurtosis',
  title: 'Ex. kurtosis',
  unit: '',
  direction: -1,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(summary.returns.excessKurtosis),
}
