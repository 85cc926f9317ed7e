import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Slippage of all fills.
 * Formula: Σ side · quantity · multiplier · (price − reference).
 * Convention: a cost is positive; already inside the prices, attribution only.
 * Null: never.
 * Source: the ledger (src/portfolio).
 */
export const slippage: Metric = {
  name: 'slippage',
  title: 'Slippage',
  unit: 'currency',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.slippage),
}
