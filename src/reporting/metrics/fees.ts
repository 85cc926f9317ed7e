import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Fees of all fills.
 * Formula: Σ fee.
 * Convention: a rebate is negative; includes the open position’s entry.
 * Null: never.
 * Source: the ledger (src/portfolio).
 */
export const fees: Metric = {
  name: 'fees',
  title: 'Fees',
  unit: 'currency',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.fees),
}
