import type { Metric } from '../contract.ts'

/**
 * First bar with an intent.
 * Formula: index of the first bar with a non-zero intent.
 * Convention: bars of the evaluation window, from 0.
 * Null: there is none.
 * Source: the event loop (src/engine).
 */
export const firstActive: Metric = {
  name: 'firstActive',
  title: 'First active bar',
  unit: 'bars',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => (outcome.firstActive < 0 ? null : outcome.firstActive),
}
