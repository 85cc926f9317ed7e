import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Kelly leverage for continuous returns.
 * Formula: mean(x)/sd(x)², x = r − rf per period.
 * Convention: a multiple of equity; from returns, unlike `kellyBinary`.
 * Null: fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|).
 * Source: Thorp (2006), Handbook of Asset and Liability Management 1, ch. 9.
 */
export const kellyContinuous: Metric = {
  name: 'kellyContinuous',
  title: 'Kelly (cont.)',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute(_outcome, summary) {
    const { hasVariance, sharpe, sd } = summary.returns
    return hasVariance ? orNull(sharpe / sd) : null
  },
}
