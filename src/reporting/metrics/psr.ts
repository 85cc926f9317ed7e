import { normalCdf } from '../../core/normal-distribution.ts'
import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Probabilistic Sharpe ratio.
 * Formula: Φ((SR − SR*) √(n − 1)/√V), V = 1 − g₃SR + (g₄ − 1)/4 · SR², SR and SR* = psrBenchmarkPerPeriod per period.
 * Convention: g₄ is the raw kurtosis (normal = 3); LEAN, vectorbt and quantstats put the excess there, which understates V by
 *   0.75 SR².
 * Null: fewer than two returns, no variance (sd ≤ 1e-12 · max|x|), or V ≤ 0.
 * Source: Bailey and López de Prado (2012), J. Risk 15(2).
 */
export const psr: Metric = {
  name: 'psr',
  title: 'PSR',
  unit: 'fraction',
  direction: 1,
  minSamples: 2,
  compute(_outcome, summary, context) {
    const { returns } = summary
    const distance = returns.sharpe - context.psrBenchmarkPerPeriod
    return orNull(normalCdf((distance * Math.sqrt(returns.count - 1)) / Math.sqrt(returns.sharpeVariance)))
  },
}
