import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Profit factor.
 * Formula: Σ net PnL of wins / −Σ net PnL of losses.
 * Convention: in money (backtesting.py sums percentages).
 * Null: no losses.
 * Source: tests/vectors/README.md, trades.json.
 */
export const profitFactor: Metric = {
  name: 'profitFactor',
  title: 'Profit factor',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.gains / -summary.trades.lost),
}
