import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Bars with a position at the close.
 * Formula: number of such bars.
 * Convention: the open position at the end counts.
 * Null: never.
 * Source: the event loop (src/engine).
 */
export const barsInPosition: Metric = {
  name: 'barsInPosition',
  title: 'Bars in position',
  unit: 'bars',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.barsInPosition),
}
