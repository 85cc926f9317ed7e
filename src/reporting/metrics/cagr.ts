import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Compound annual growth rate.
 * Formula: E^(P/n) − 1, E = last equity / start capital, as exp(log E · P/n) − 1.
 * Convention: the same P as Sharpe; −1 after ruin. Below a year it extrapolates: read it with `years`.
 * Null: no returns, or overflow.
 * Source: tests/vectors/README.md, returns.json; empyrical `cagr`.
 */
export const cagr: Metric = {
  name: 'cagr',
  title: 'CAGR',
  unit: 'fraction',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary, context) =>
    orNull(Math.expm1((Math.log(summary.curve.growth) * context.periodsPerYear) / summary.curve.count)),
}
