import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Net PnL of closed trades.
 * Formula: Σ net PnL, compensated.
 * Convention: after fees and funding; without the open position, so it differs from finalEquity − start capital when one is
 *   left.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const netPnl: Metric = {
  name: 'netPnl',
  title: 'Net PnL',
  unit: 'currency',
  direction: 1,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.netPnl),
}
