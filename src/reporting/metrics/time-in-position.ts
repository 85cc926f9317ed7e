import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Share of bars with a position at the close.
 * Formula: barsInPosition/bars.
 * Convention: counts the open position at the end, which `exposure` (closed trades) does not.
 * Null: no bars.
 * Source: the event loop (src/engine).
 */
export const timeInPosition: Metric = {
  name: 'timeInPosition',
  title: 'In position',
  unit: 'fraction',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.barsInPosition / outcome.bars),
}
