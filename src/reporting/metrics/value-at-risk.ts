import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Value at risk of a day, historical.
 * Formula: −x₍ceil(αn)₎, the order statistic of daily returns, α = tailAlpha.
 * Convention: a loss is positive; no interpolation, so that CVaR ≥ VaR always; 1e-9 is taken off before ceil (0.05 · 140 is
 *   7.000000000000001).
 * Null: no returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const valueAtRisk: Metric = {
  name: 'var',
  title: 'VaR',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.tail.valueAtRisk),
}
