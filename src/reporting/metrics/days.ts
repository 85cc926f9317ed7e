import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Daily returns.
 * Formula: n, the number of day ends in the window.
 * Convention: every statistic on returns rests on this many.
 * Null: never.
 * Source: tests/vectors/README.md, returns.json (`n`).
 */
export const days: Metric = {
  name: 'days',
  title: 'Days',
  unit: 'days',
  direction: 0,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.returns.count),
}
