import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Longest losing streak.
 * Formula: most losses in a row, in the order of exits.
 * Convention: a break-even trade ends a streak.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const maxConsecutiveLosses: Metric = {
  name: 'maxConsecutiveLosses',
  title: 'Loss streak',
  unit: 'count',
  direction: -1,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.maxLosses),
}
