import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Average loss.
 * Formula: Σ net PnL of losses / losses.
 * Convention: currency, negative; nearer to 0 is better.
 * Null: no losses.
 * Source: tests/vectors/README.md, trades.json.
 */
export const averageLoss: Metric = {
  name: 'averageLoss',
  title: 'Avg loss',
  unit: 'currency',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.trades.lost / summary.trades.losses),
}
