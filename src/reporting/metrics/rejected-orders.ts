import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Rejected orders.
 * Formula: number of orders refused by cash, lot or venue rules.
 * Convention: a rejection is a code in the ledger, not an error.
 * Null: never.
 * Source: the event loop (src/engine).
 */
export const rejectedOrders: Metric = {
  name: 'rejectedOrders',
  title: 'Rejected',
  unit: 'count',
  direction: -1,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.rejectedOrders),
}
