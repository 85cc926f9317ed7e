import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Years of data.
 * Formula: (endTime − startTime)/yearMs.
 * Convention: calendar time from the open of the first bar to the close of the last.
 * Null: an empty run.
 * Source: tests/vectors/README.md, trades.json.
 */
export const years: Metric = {
  name: 'years',
  title: 'Years',
  unit: 'years',
  direction: 0,
  minSamples: 0,
  compute(outcome, _summary, context) {
    const years = (outcome.endTime - outcome.startTime) / context.yearMs
    return years > 0 ? orNull(years) : null
  },
}
