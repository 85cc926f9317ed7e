import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Ulcer index.
 * Formula: √(Σ drawdown²/n) over the n days.
 * Convention: a fraction, not per cent, as PerformanceAnalytics.
 * Null: no returns.
 * Source: Martin and McCann (1989), The Investor’s Guide to Fidelity Funds.
 */
export const ulcerIndex: Metric = {
  name: 'ulcerIndex',
  title: 'Ulcer',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(Math.sqrt(summary.curve.squaredDrawdowns / summary.curve.count)),
}
