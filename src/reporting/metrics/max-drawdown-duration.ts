import type { Metric } from '../contract.ts'

/**
 * Longest drawdown.
 * Formula: most days from a peak to the first point back at it; an open spell runs to the last day.
 * Convention: from the last point at the peak; back means not below peak · (1 − 1e-12).
 * Null: no returns.
 * Source: tests/vectors/README.md, returns.json; backtesting.py `compute_drawdown_duration_peaks`.
 */
export const maxDrawdownDuration: Metric = {
  name: 'maxDrawdownDuration',
  title: 'DD days',
  unit: 'days',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => (summary.curve.count > 0 ? summary.curve.maxDuration : null),
}
