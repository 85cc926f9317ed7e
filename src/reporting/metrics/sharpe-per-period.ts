import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Sharpe ratio per period.
 * Formula: mean(x)/sd(x), x = r − rf per period.
 * Convention: what standard error, PSR and minimum track record length are made of.
 * Null: fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|).
 * Source: Sharpe (1994), J. Portfolio Management 21(1).
 */
export const sharpePerPeriod: Metric = {
  name: 'sharpePerPeriod',
  title: 'Sharpe/day',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute: (_outcome, summary) => orNull(summary.returns.sharpe),
}
