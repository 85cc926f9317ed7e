import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Minimum track record length.
 * Formula: 1 + V (z/(SR − SR*))², z = normal quantile of minTrlConfidence, SR* = psrBenchmarkPerPeriod.
 * Convention: in daily observations, not years.
 * Null: SR ≤ SR*, V ≤ 0, fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|).
 * Source: Bailey and López de Prado (2012), J. Risk 15(2).
 */
export const minTrl: Metric = {
  name: 'minTrl',
  title: 'Min. TRL days',
  unit: 'days',
  direction: -1,
  minSamples: 2,
  compute(_outcome, summary, context) {
    const { returns } = summary
    const distance = returns.sharpe - context.psrBenchmarkPerPeriod
    if (!(distance > 0)) return null
    const quotient = context.minTrlQuantile / distance
    return orNull(1 + returns.sharpeVariance * quotient * quotient)
  },
}
