import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Expectancy of a trade as a return.
 * Formula: mean of net PnL / entry notional.
 * Convention: a fraction; every trade weighs the same, whatever its size.
 * Null: no trades.
 * Source: tests/vectors/README.md, trades.json.
 */
export const expectancyPct: Metric = {
  name: 'expectancyPct',
  title: 'Expectancy %',
  unit: 'fraction',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.returns / summary.trades.count),
}
