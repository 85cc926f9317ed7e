import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Closed trades.
 * Formula: number of round trips flat → position → flat (or through zero).
 * Convention: an open position at the end is marked, not counted.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const trades: Metric = {
  name: 'trades',
  title: 'Trades',
  unit: 'count',
  direction: 0,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.count),
}
