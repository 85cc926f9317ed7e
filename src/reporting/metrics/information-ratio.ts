import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Information ratio, annualised.
 * Formula: mean(r − b)/sd(r − b) · √P, sd over n − 1.
 * Convention: arithmetic.
 * Null: no benchmark, fewer than two returns, or no variance of r − b.
 * Source: Grinold and Kahn (1999), Active Portfolio Management.
 */
export const informationRatio: Metric = {
  name: 'informationRatio',
  title: 'Information ratio',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute(_outcome, summary, context) {
    const { hasVariance, activeMean, trackingError } = summary.benchmark
    return hasVariance ? orNull((activeMean / trackingError) * context.annualRoot) : null
  },
}
