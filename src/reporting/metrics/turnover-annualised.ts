import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Turnover per year.
 * Formula: Σ|notional| of all fills / mean equity / years.
 * Convention: both sides count (one-sided turnover is half of it), the open position’s entry too.
 * Null: mean equity ≤ 0, or an empty run.
 * Source: tests/vectors/README.md, trades.json.
 */
export const turnoverAnnualised: Metric = {
  name: 'turnoverAnnualised',
  title: 'Turnover/yr',
  unit: '',
  direction: 0,
  minSamples: 0,
  compute(outcome, _summary, context) {
    const years = (outcome.endTime - outcome.startTime) / context.yearMs
    return years > 0 && outcome.meanEquity > 0 ? orNull(outcome.tradedNotional / outcome.meanEquity / years) : null
  },
}
