import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Standard error of the Sharpe ratio per period.
 * Formula: √(V/(n − 1)), V = 1 − g₃SR + (g₄ − 1)/4 · SR².
 * Convention: g₄ raw (normal = 3). Multiply by √P for the annualised one.
 * Null: fewer than two returns, no variance (sd ≤ 1e-12 · max|x|), or V ≤ 0.
 * Source: Mertens (2002), Comments on variance of the IID estimator in Lo.
 */
export const sharpeStdErrPerPeriod: Metric = {
  name: 'sharpeStdErrPerPeriod',
  title: 'Sharpe s.e./day',
  unit: '',
  direction: -1,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(Math.sqrt(summary.returns.sharpeVariance / (summary.returns.count - 1))),
}
