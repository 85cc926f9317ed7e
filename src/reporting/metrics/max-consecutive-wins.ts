import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Longest winning streak.
 * Formula: most wins in a row, in the order of exits.
 * Convention: a break-even trade ends a streak.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const maxConsecutiveWins: Metric = {
  name: 'maxConsecutiveWins',
  title: 'Win streak',
  unit: 'count',
  direction: 1,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.maxWins),
}
