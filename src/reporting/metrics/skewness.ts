import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Skewness of daily returns.
 * Formula: m₃/m₂^1.5, moments over n.
 * Convention: population moments, as scipy; pandas shows the bias-corrected one.
 * Null: fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|).
 * Source: tests/vectors/README.md, returns.json.
 */
export const skewness: Metric = {
  name: 'skewness',
  title: 'Skew',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(summary.returns.skewness),
}
