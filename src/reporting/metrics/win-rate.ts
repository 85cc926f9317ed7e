import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Win rate.
 * Formula: wins/trades, a win has net PnL > 0.
 * Convention: a break-even trade counts in the denominator only.
 * Null: no trades.
 * Source: tests/vectors/README.md, trades.json.
 */
export const winRate: Metric = {
  name: 'winRate',
  title: 'Win rate',
  unit: 'fraction',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.wins / summary.trades.count),
}
