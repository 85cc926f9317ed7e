import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Sortino ratio, annualised.
 * Formula: (mean(r) − T)/DD · √P, DD = √(Σ min(r − T, 0)²/n), T = targetPerPeriod.
 * Convention: DD over all n observations, as empyrical, quantstats, vectorbt and nautilus; LEAN divides by the sd of the
 *   negative returns alone, which rewards steady losses.
 * Null: fewer than two returns, or none below T.
 * Source: Sortino and van der Meer (1991), J. Portfolio Management 17(4).
 */
export const sortino: Metric = {
  name: 'sortino',
  title: 'Sortino',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute(_outcome, summary, context) {
    const { count, mean, downsideSquares } = summary.returns
    if (count < 2) return null
    return orNull(((mean - context.targetPerPeriod) / Math.sqrt(downsideSquares / count)) * context.annualRoot)
  },
}
