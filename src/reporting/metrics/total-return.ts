import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Total return.
 * Formula: last equity / start capital − 1.
 * Convention: after all costs, open positions marked at the last close; −1 after ruin.
 * Null: no returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const totalReturn: Metric = {
  name: 'totalReturn',
  title: 'Return',
  unit: 'fraction',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.curve.growth - 1),
}
