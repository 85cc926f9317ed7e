import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Equity at the end.
 * Formula: cash + marked positions at the last day end.
 * Convention: after all costs; 0 after ruin.
 * Null: no returns.
 * Source: the ledger (src/portfolio).
 */
export const finalEquity: Metric = {
  name: 'finalEquity',
  title: 'Final equity',
  unit: 'currency',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.curve.finalEquity),
}
