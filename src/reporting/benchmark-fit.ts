import { assert } from '../core/assert.ts'
import type { MetricContext } from './contract.ts'
import type { ReturnMoments } from './return-moments.ts'

/** Least squares of excess returns on the benchmark's, and the active return r − b. Everything is NaN without a benchmark or returns. */
export class BenchmarkFit {
  beta = Number.NaN
  /** Intercept per period. */
  alpha = Number.NaN
  activeMean = Number.NaN
  /** sd(r − b) over n − 1. */
  trackingError = Number.NaN
  /** n ≥ 2 and sd(r − b) > 1e-12 · max|r − b|. */
  hasVariance = false

  /** @param moments already updated with the same returns; the benchmark has the same days (a trial without days has no fit). */
  update(moments: ReturnMoments, returns: Float64Array, context: MetricContext): void {
    this.beta = this.alpha = this.activeMean = this.trackingError = Number.NaN
    this.hasVariance = false
    const { benchmark, benchmarkReturns } = context
    const n = moments.count
    if (benchmark === null || benchmarkReturns === null || n === 0) return
    const { centred, squares } = benchmark
    assert(centred.length === n, 'a trial and its benchmark have the same days')
    const { deviations } = moments
    let products = 0
    let activeSquares = 0
    let largest = 0
    for (let i = 0; i < n; i++) {
      const own = deviations[i]!
      const other = centred[i]!
      const active = own - other
      products += own * other
      activeSquares += active * active
      largest = Math.max(largest, Math.abs(returns[i]! - benchmarkReturns[i]!))
    }
    this.activeMean = moments.mean - benchmark.mean
    this.trackingError = n > 1 ? Math.sqrt(activeSquares / (n - 1)) : Number.NaN
    this.hasVariance = this.trackingError > 1e-12 * largest && this.trackingError < Number.POSITIVE_INFINITY
    if (!benchmark.hasVariance) return
    this.beta = products / squares
    this.alpha = moments.excessMean - this.beta * (benchmark.mean - context.rfPerPeriod)
  }
}
