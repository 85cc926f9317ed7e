/**
 * Drawdowns of the daily equity curve. The start capital is a point of the curve, so a first losing day counts.
 * A point is under water when equity < peak · (1 − 1e-12); what rounding alone takes off is no drawdown.
 */
export class EquityCurve {
  /** Points after the start. */
  count = 0
  /** The last day's equity, currency; NaN without days. */
  finalEquity = Number.NaN
  /** finalEquity / start capital, 0 after ruin; NaN without days. */
  growth = Number.NaN
  /** Largest (peak − equity)/peak, 0 … 1; NaN without days. */
  maxDrawdown = Number.NaN
  /** Most days from the last point at a peak to the first one back at it; an open spell runs to the last point. */
  maxDuration = 0
  underWater = 0
  /** Σ drawdown² over the points under water. */
  squaredDrawdowns = 0

  update(equity: Float64Array, initialCash: number): void {
    const n = equity.length
    let peak = initialCash
    let surface = peak * (1 - 1e-12)
    let peakDay = -1
    let deepest = 0
    let longest = 0
    let underWater = 0
    let squares = 0
    for (let i = 0; i < n; i++) {
      const value = equity[i]!
      if (value < surface) {
        const drawdown = value > 0 ? (peak - value) / peak : 1
        squares += drawdown * drawdown
        underWater++
        if (drawdown > deepest) deepest = drawdown
      } else {
        // Only a spell under water has a length: neighbours at the surface are one day apart.
        if (i - peakDay > 1 && i - peakDay > longest) longest = i - peakDay
        peakDay = i
        if (value > peak) {
          peak = value
          surface = peak * (1 - 1e-12)
        }
      }
    }
    if (n - 1 - peakDay > longest) longest = n - 1 - peakDay
    this.count = n
    this.finalEquity = n > 0 ? equity[n - 1]! : Number.NaN
    this.growth = Math.max(this.finalEquity / initialCash, 0)
    this.maxDrawdown = n > 0 ? deepest : Number.NaN
    this.maxDuration = longest
    this.underWater = underWater
    this.squaredDrawdowns = squares
  }
}
