import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Sharpe ratio, annualised with autocorrelation.
 * Formula: SR · q/√(q + 2 Σ (q − k)ρₖ), k = 1 … min(loMaxLag, n − 1, q − 1), q = P, SR per period.
 * Convention: ρₖ from the full mean and undivided sums; few lags, because with four points all of them turned 27 into 656. Read
 *   it for n ≥ 100 only.
 * Null: fewer than two returns, no variance (sd ≤ 1e-12 · max|x|), or the root’s argument is not positive.
 * Source: Lo (2002), Financial Analysts Journal 58(4).
 */
export const sharpeLo: Metric = {
  name: 'sharpeLo',
  title: 'Sharpe (Lo)',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute: (_outcome, summary, context) =>
    orNull((summary.returns.sharpe * context.periodsPerYear) / Math.sqrt(summary.returns.loVariance)),
}
