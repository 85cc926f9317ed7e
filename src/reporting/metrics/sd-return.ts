import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Standard deviation of daily returns.
 * Formula: √(Σ (r − mean)²/(n − 1)).
 * Convention: two passes; 0 for a constant series.
 * Null: fewer than two returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const sdReturn: Metric = {
  name: 'sdReturn',
  title: 'SD/day',
  unit: 'fraction',
  direction: -1,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(summary.returns.sd),
}
