import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Tracking error, annualised.
 * Formula: sd(r − b) · √P, sd over n − 1.
 * Convention: 0 when the trial is the benchmark.
 * Null: no benchmark, or fewer than two returns.
 * Source: Grinold and Kahn (1999), Active Portfolio Management.
 */
export const trackingError: Metric = {
  name: 'trackingError',
  title: 'Tracking error',
  unit: 'fraction',
  direction: -1,
  minSamples: 2,
  compute: (_outcome, summary, context) => orNull(summary.benchmark.trackingError * context.annualRoot),
}
