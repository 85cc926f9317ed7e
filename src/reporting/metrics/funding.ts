import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Funding and borrow paid.
 * Formula: Σ position · multiplier · price · rate over the accrual times.
 * Convention: a cost is positive, what is received negative.
 * Null: never.
 * Source: the ledger (src/portfolio).
 */
export const funding: Metric = {
  name: 'funding',
  title: 'Funding',
  unit: 'currency',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.funding),
}
