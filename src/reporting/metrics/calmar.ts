import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Calmar ratio.
 * Formula: cagr/maxDrawdown.
 * Convention: over the whole run (Young took 36 months), drawdown of the daily curve.
 * Null: no drawdown, or cagr is null.
 * Source: Young (1991), Futures 20(1).
 */
export const calmar: Metric = {
  name: 'calmar',
  title: 'Calmar',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute(_outcome, summary, context) {
    const { growth, count, maxDrawdown } = summary.curve
    return orNull(Math.expm1((Math.log(growth) * context.periodsPerYear) / count) / maxDrawdown)
  },
}
