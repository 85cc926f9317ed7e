import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Average win.
 * Formula: Σ net PnL of wins / wins.
 * Convention: currency.
 * Null: no wins.
 * Source: tests/vectors/README.md, trades.json.
 */
export const averageWin: Metric = {
  name: 'averageWin',
  title: 'Avg win',
  unit: 'currency',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.gains / summary.trades.wins),
}
