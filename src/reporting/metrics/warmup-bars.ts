import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Bars before every feature of the pipeline has a value.
 * Formula: number of such bars.
 * Convention: no order is sent in them.
 * Null: never.
 * Source: the signal graph (src/engine).
 */
export const warmupBars: Metric = {
  name: 'warmupBars',
  title: 'Warm-up bars',
  unit: 'bars',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.warmupBars),
}
