import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Winning trades.
 * Formula: number of closed trades with net PnL > 0.
 * Convention: net of fees and funding; slippage is inside the prices.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const wins: Metric = {
  name: 'wins',
  title: 'Wins',
  unit: 'count',
  direction: 0,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.wins),
}
