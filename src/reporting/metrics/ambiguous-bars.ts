import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Bars on which stop and target were both touched.
 * Formula: number of such bars.
 * Convention: which of the two came first is the matching option `path`; many such bars mean that finer bars are needed.
 * Null: never.
 * Source: the event loop (src/engine).
 */
export const ambiguousBars: Metric = {
  name: 'ambiguousBars',
  title: 'Ambiguous bars',
  unit: 'bars',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.ambiguousBars),
}
