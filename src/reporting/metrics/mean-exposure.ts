import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Mean gross exposure.
 * Formula: mean over day ends of Σ|notional|/equity.
 * Convention: 1 is fully invested; above 1 is leverage.
 * Null: no day ends.
 * Source: the ledger (src/portfolio).
 */
export const meanExposure: Metric = {
  name: 'meanExposure',
  title: 'Mean exposure',
  unit: 'fraction',
  direction: 0,
  minSamples: 1,
  compute: (outcome, summary) => (summary.returns.count > 0 ? orNull(outcome.meanExposure) : null),
}
