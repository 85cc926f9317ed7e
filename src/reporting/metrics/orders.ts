import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Orders sent.
 * Formula: number of orders that reached matching or were rejected.
 * Convention: child orders count, parents do not.
 * Null: never.
 * Source: the event loop (src/engine).
 */
export const orders: Metric = {
  name: 'orders',
  title: 'Orders',
  unit: 'count',
  direction: 0,
  minSamples: 0,
  compute: (outcome) => orNull(outcome.orders),
}
