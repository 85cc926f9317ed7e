import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Mean daily return.
 * Formula: Σ r/n.
 * Convention: compensated sum.
 * Null: no returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const meanReturn: Metric = {
  name: 'meanReturn',
  title: 'Mean/day',
  unit: 'fraction',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.returns.mean),
}
