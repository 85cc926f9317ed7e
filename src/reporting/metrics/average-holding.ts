import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Average holding time.
 * Formula: Σ (exit − entry)/trades.
 * Convention: from the first entry fill to the last exit fill.
 * Null: no trades.
 * Source: tests/vectors/README.md, trades.json.
 */
export const averageHolding: Metric = {
  name: 'averageHolding',
  title: 'Avg holding',
  unit: 'ms',
  direction: 0,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.holding / summary.trades.count),
}
