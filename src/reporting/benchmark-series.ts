import { compensatedMean } from '../core/compensated-sum.ts'

/** A benchmark's daily returns, prepared once a run so that each trial pays for one pass. */
export interface BenchmarkSeries {
  readonly mean: number
  /** Returns less their mean. */
  readonly centred: Float64Array
  /** Σ centred² */
  readonly squares: number
  /** False when n < 2 or sd ≤ 1e-12 · max|b − rf|: then beta and alpha are undefined. */
  readonly hasVariance: boolean
}

export function benchmarkSeries(returns: Float64Array, rfPerPeriod: number): BenchmarkSeries {
  const n = returns.length
  const mean = compensatedMean(returns)
  const centred = returns.map((value) => value - mean)
  let squares = 0
  let largest = 0
  for (let i = 0; i < n; i++) {
    squares += centred[i]! * centred[i]!
    largest = Math.max(largest, Math.abs(returns[i]! - rfPerPeriod))
  }
  return { mean, centred, squares, hasVariance: n > 1 && Math.sqrt(squares / (n - 1)) > 1e-12 * largest }
}
