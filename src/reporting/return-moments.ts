/**
 * Moments of daily returns r and of excess returns x = r − rf, which share their deviations: sd(x) = sd(r).
 *
 * Pass 1: compensated sum, minimum, maximum. Pass 2: central moments, downside and Omega sums. Pass 3: autocovariances (Lo 2002).
 * Random signs are kept out of branches: max(u, 0) = (u + |u|)/2, exactly.
 */
import type { MetricContext } from './contract.ts'

export class ReturnMoments {
  /** n, the number of daily returns. */
  count = 0
  mean = Number.NaN
  /** Over n − 1; NaN below two returns. */
  sd = Number.NaN
  /** mean(r) − rf */
  excessMean = Number.NaN
  /** n ≥ 2 and sd > 1e-12 · max|x|; without it every ratio over sd is undefined. A constant series made of prices has sd 1e-16, not 0. */
  hasVariance = false
  /** mean(x)/sd(x) */
  sharpe = Number.NaN
  /** m3/m2^1.5 and m4/m2² − 3, moments over n. */
  skewness = Number.NaN
  excessKurtosis = Number.NaN
  /** 1 − g₃SR + (g₄ − 1)/4 · SR² with g₄ raw (normal 3): n − 1 times the variance of the Sharpe ratio (Mertens 2002). NaN unless positive. */
  sharpeVariance = Number.NaN
  /** q + 2 Σ (q − k)ρₖ, q = periodsPerYear: what √q becomes q over the root of (Lo 2002). NaN unless positive. */
  loVariance = Number.NaN
  /** Σ min(r − target, 0)² */
  downsideSquares = 0
  /** Σ max(r − L, 0) and Σ max(L − r, 0), L the Omega threshold. */
  omegaGains = 0
  omegaLosses = 0
  /** Deviations from the mean, first `count` entries. */
  deviations: Float64Array = new Float64Array(0)
  /** Σ of their squares, undivided. */
  squares = 0
  #cubes = 0
  #fourths = 0

  update(returns: Float64Array, context: MetricContext): void {
    const n = returns.length
    if (this.deviations.length < n) this.deviations = new Float64Array(2 * n)
    this.count = n
    const largest = this.#centre(returns, context.rfPerPeriod)
    this.#sumDeviations(returns, context)
    this.sd = n > 1 ? Math.sqrt(this.squares / (n - 1)) : Number.NaN
    this.hasVariance = this.sd > 1e-12 * largest && this.sd < Number.POSITIVE_INFINITY
    this.excessMean = this.mean - context.rfPerPeriod
    this.#standardise(context)
  }

  /** Sets what divides by the variance, or all of it to NaN. */
  #standardise(context: MetricContext): void {
    const n = this.count
    const m2 = this.hasVariance ? this.squares / n : Number.NaN
    this.sharpe = this.hasVariance ? this.excessMean / this.sd : Number.NaN
    this.skewness = this.#cubes / n / (m2 * Math.sqrt(m2))
    // Below 1e-150 the square of m2 has lost digits to underflow, below 1e-162 all of them.
    const kurtosis = m2 > 1e-150 ? this.#fourths / n / (m2 * m2) : Number.NaN
    this.excessKurtosis = kurtosis - 3
    const variance = 1 - this.skewness * this.sharpe + ((kurtosis - 1) / 4) * this.sharpe * this.sharpe
    this.sharpeVariance = variance > 0 ? variance : Number.NaN
    this.loVariance = this.hasVariance ? loVariance(this.deviations, n, this.squares, context) : Number.NaN
  }

  /** Sets the mean; returns max|r − rf|. */
  #centre(returns: Float64Array, rf: number): number {
    const n = returns.length
    let sum = 0
    let errors = 0
    let lowest = Number.POSITIVE_INFINITY
    let highest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < n; i++) {
      const value = returns[i]!
      const next = sum + value
      const added = next - sum
      errors += sum - (next - added) + (value - added)
      sum = next
      if (value < lowest) lowest = value
      if (value > highest) highest = value
    }
    this.mean = n > 0 ? (sum + errors) / n : Number.NaN
    return Math.max(Math.abs(lowest - rf), Math.abs(highest - rf))
  }

  /** Sets the sums over deviations and thresholds. */
  #sumDeviations(returns: Float64Array, context: MetricContext): void {
    const n = returns.length
    const { mean, deviations } = this
    const { targetPerPeriod, omegaThreshold } = context
    let squares = 0
    let cubes = 0
    let fourths = 0
    let downside = 0
    let gains = 0
    let losses = 0
    for (let i = 0; i < n; i++) {
      const value = returns[i]!
      const deviation = value - mean
      const square = deviation * deviation
      deviations[i] = deviation
      squares += square
      cubes += square * deviation
      fourths += square * square
      const past = value - targetPerPeriod
      const shortfall = past - Math.abs(past)
      downside += shortfall * shortfall
      const over = value - omegaThreshold
      const size = Math.abs(over)
      gains += size + over
      losses += size - over
    }
    this.squares = squares
    this.#cubes = cubes
    this.#fourths = fourths
    this.downsideSquares = 0.25 * downside
    this.omegaGains = 0.5 * gains
    this.omegaLosses = 0.5 * losses
  }
}

/** q + 2 Σ (q − k)ρₖ over k = 1 … min(loMaxLag, n − 1, q − 1), ρₖ = Σ dₜdₜ₋ₖ / Σ dₜ²; NaN unless positive. */
function loVariance(deviations: Float64Array, n: number, squares: number, context: MetricContext): number {
  const periods = context.periodsPerYear
  const lags = Math.min(context.loMaxLag, n - 1, periods - 1)
  let weighted = 0
  for (let lag = 1; lag <= lags; lag++) weighted += (periods - lag) * laggedProducts(deviations, n, lag)
  const variance = periods + (2 * weighted) / squares
  return variance > 0 ? variance : Number.NaN
}

/** Σ dₜdₜ₋ₖ, even and odd t apart, because one running sum waits for its own addition. */
function laggedProducts(deviations: Float64Array, n: number, lag: number): number {
  let even = 0
  let odd = 0
  let i = lag
  for (; i + 1 < n; i += 2) {
    even += deviations[i]! * deviations[i - lag]!
    odd += deviations[i + 1]! * deviations[i + 1 - lag]!
  }
  if (i < n) even += deviations[i]! * deviations[i - lag]!
  return even + odd
}
