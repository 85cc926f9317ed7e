import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Maximum drawdown over every bar close.
 * Formula: max (peak − equity)/peak over all closes.
 * Convention: exact, positive; at least `maxDrawdown`, which sees day ends only.
 * Null: no bars.
 * Source: the event loop (src/engine).
 */
export const maxDrawdownBars: Metric = {
  name: 'maxDrawdownBars',
  title: 'Max DD bars',
  unit: 'fraction',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => (outcome.bars > 0 ? orNull(outcome.maxDrawdownBars) : null),
}
