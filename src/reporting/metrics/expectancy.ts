import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Expectancy of a trade.
 * Formula: Σ net PnL / trades.
 * Convention: currency.
 * Null: no trades.
 * Source: Tharp (1998), Trade Your Way to Financial Freedom.
 */
export const expectancy: Metric = {
  name: 'expectancy',
  title: 'Expectancy',
  unit: 'currency',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.netPnl / summary.trades.count),
}
