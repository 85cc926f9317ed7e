import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Sharpe ratio, annualised.
 * Formula: mean(x)/sd(x) · √P, x = r − rf per period, sd over n − 1, P = periodsPerYear.
 * Convention: arithmetic mean of daily returns, because standard error, PSR and deflated Sharpe refer to this one (LEAN
 *   compounds the mean, backtesting.py takes the geometric one).
 * Null: fewer than two returns, or no variance (sd ≤ 1e-12 · max|x|): a constant series made of prices has sd 1e-16 and would
 *   top every table.
 * Source: Sharpe (1994), J. Portfolio Management 21(1).
 */
export const sharpe: Metric = {
  name: 'sharpe',
  title: 'Sharpe',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute: (_outcome, summary, context) => orNull(summary.returns.sharpe * context.annualRoot),
}
