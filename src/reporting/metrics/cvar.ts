import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Conditional value at risk (expected shortfall) of a day.
 * Formula: −(Σ_{i≤k} x₍i₎ + (αn − k) x₍k+1₎)/(αn), k = floor(αn), α = tailAlpha.
 * Convention: exact average of the worst share α, as skfolio; empyrical averages floor((n − 1)α) + 1 values.
 * Null: no returns.
 * Source: Rockafellar and Uryasev (2002), J. Banking & Finance 26(7).
 */
export const cvar: Metric = {
  name: 'cvar',
  title: 'CVaR',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.tail.expectedShortfall),
}
