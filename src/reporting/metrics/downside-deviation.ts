import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Downside deviation per period.
 * Formula: √(Σ min(r − T, 0)²/n), T = targetPerPeriod.
 * Convention: over all n observations; 0 when none is below T.
 * Null: no returns.
 * Source: Sortino and van der Meer (1991), J. Portfolio Management 17(4).
 */
export const downsideDeviation: Metric = {
  name: 'downsideDeviation',
  title: 'Downside dev.',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(Math.sqrt(summary.returns.downsideSquares / summary.returns.count)),
}
