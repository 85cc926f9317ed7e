import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Slippage of closed trades.
 * Formula: Σ slippage over closed trades.
 * Convention: a cost is positive; already inside the prices, attribution only.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const slippageTotal: Metric = {
  name: 'slippageTotal',
  title: 'Slippage (closed)',
  unit: 'currency',
  direction: -1,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.slippage),
}
