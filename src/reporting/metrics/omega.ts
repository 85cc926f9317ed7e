import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Omega ratio.
 * Formula: Σ max(r − L, 0)/Σ max(L − r, 0), L = omegaThreshold.
 * Convention: L is per period, taken as it stands (empyrical de-annualises an annual one).
 * Null: no return below L.
 * Source: Keating and Shadwick (2002), J. Performance Measurement 6(3).
 */
export const omega: Metric = {
  name: 'omega',
  title: 'Omega',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.returns.omegaGains / summary.returns.omegaLosses),
}
