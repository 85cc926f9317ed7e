import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Fills.
 * Formula: number of fills.
 * Convention: a partial fill counts once.
 * Null: never.
 * Source: the event loop (src/engine).
 */
export const fills: Metric = {
  name: 'fills',
  title: 'Fills',
  unit: 'count',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.fills),
}
