import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Tail ratio.
 * Formula: |95 % quantile|/|5 % quantile| of daily returns.
 * Convention: quantiles by linear interpolation at p(n − 1), as numpy.
 * Null: the 5 % quantile is 0.
 * Source: empyrical `tail_ratio`.
 */
export const tailRatio: Metric = {
  name: 'tailRatio',
  title: 'Tail ratio',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(Math.abs(summary.tail.highQuantile) / Math.abs(summary.tail.lowQuantile)),
}
