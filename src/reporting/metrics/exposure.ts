import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Share of time in closed trades.
 * Formula: union of all [entry, exit] / (endTime − startTime).
 * Convention: time, not bars; an open position at the end is not in it (see `timeInPosition`).
 * Null: an empty run.
 * Source: tests/vectors/README.md, trades.json.
 */
export const exposure: Metric = {
  name: 'exposure',
  title: 'Exposure',
  unit: 'fraction',
  direction: 0,
  minSamples: 0,
  compute(outcome, summary) {
    const time = outcome.endTime - outcome.startTime
    return time > 0 ? orNull(summary.trades.timeInTrades / time) : null
  },
}
