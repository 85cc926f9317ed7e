import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Time under water.
 * Formula: share of the n days that end below the peak.
 * Convention: below means equity < peak · (1 − 1e-12).
 * Null: no returns.
 * Source: tests/vectors/README.md, returns.json.
 */
export const timeUnderWater: Metric = {
  name: 'timeUnderWater',
  title: 'Under water',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.curve.underWater / summary.curve.count),
}
