import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Annualised volatility.
 * Formula: sd(r) · √P, sd over n − 1.
 * Convention: of returns, not of excess returns; 0 for a constant series.
 * Null: fewer than two returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const annualisedVolatility: Metric = {
  name: 'annualisedVolatility',
  title: 'Volatility',
  unit: 'fraction',
  direction: -1,
  minSamples: 2,
  compute: (_outcome, summary, context) => orNull(summary.returns.sd * context.annualRoot),
}
