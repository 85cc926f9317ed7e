/**
 * The inner walks of the tuned fused loops, eight bars at a time: V8 pays more for a turn of a loop than for a comparison in it, and leaves
 * unrolling to the author. Plain columns only; no summaries of blocks.
 */

/** First i in [from, end) with a[i] > b[i]; end if there is none. */
export function firstAbove(a: Float64Array, b: Float64Array, from: number, end: number): number {
  let i = from
  for (const last = end - 7; i < last; i += 8) {
    if (a[i]! > b[i]!) return i
    if (a[i + 1]! > b[i + 1]!) return i + 1
    if (a[i + 2]! > b[i + 2]!) return i + 2
    if (a[i + 3]! > b[i + 3]!) return i + 3
    if (a[i + 4]! > b[i + 4]!) return i + 4
    if (a[i + 5]! > b[i + 5]!) return i + 5
    if (a[i + 6]! > b[i + 6]!) return i + 6
    if (a[i + 7]! > b[i + 7]!) return i + 7
  }
  while (i < end && !(a[i]! > b[i]!)) i++
  return i
}

/** First i in [from, end) with a[i] ≤ b[i]; end if there is none. */
export function firstNotAbove(a: Float64Array, b: Float64Array, from: number, end: number): number {
  let i = from
  for (const last = end - 7; i < last; i += 8) {
    if (!(a[i]! > b[i]!)) return i
    if (!(a[i + 1]! > b[i + 1]!)) return i + 1
    if (!(a[i + 2]! > b[i + 2]!)) return i + 2
    if (!(a[i + 3]! > b[i + 3]!)) return i + 3
    if (!(a[i + 4]! > b[i + 4]!)) return i + 4
    if (!(a[i + 5]! > b[i + 5]!)) return i + 5
    if (!(a[i + 6]! > b[i + 6]!)) return i + 6
    if (!(a[i + 7]! > b[i + 7]!)) return i + 7
  }
  while (i < end && a[i]! > b[i]!) i++
  return i
}

/** First i in [from, end) with low[i] ≤ lower or high[i] ≥ upper; end if there is none. */
export function firstOutside(
  low: Float64Array,
  high: Float64Array,
  lower: number,
  upper: number,
  from: number,
  end: number,
): number {
  let i = from
  for (const last = end - 7; i < last; i += 8) {
    if (low[i]! <= lower || high[i]! >= upper) return i
    if (low[i + 1]! <= lower || high[i + 1]! >= upper) return i + 1
    if (low[i + 2]! <= lower || high[i + 2]! >= upper) return i + 2
    if (low[i + 3]! <= lower || high[i + 3]! >= upper) return i + 3
    if (low[i + 4]! <= lower || high[i + 4]! >= upper) return i + 4
    if (low[i + 5]! <= lower || high[i + 5]! >= upper) return i + 5
    if (low[i + 6]! <= lower || high[i + 6]! >= upper) return i + 6
    if (low[i + 7]! <= lower || high[i + 7]! >= upper) return i + 7
  }
  while (i < end && !(low[i]! <= lower || high[i]! >= upper)) i++
  return i
}

/** Peak, trough and the deepest spell of an equity curve. Equity rises with the price while cash and units stand still. */
export class Spells {
  peak: number
  trough: number
  recordPeak = 1
  recordTrough = 1

  constructor(cash: number) {
    this.peak = cash
    this.trough = cash
  }

  /** One close. */
  mark(equity: number): void {
    if (equity > this.peak) {
      this.close()
      this.peak = equity
      this.trough = equity
    } else if (equity < this.trough) this.trough = equity
  }

  /** Takes the spell under the current peak, if it is the deepest. */
  close(): void {
    const { peak, trough, recordPeak, recordTrough } = this
    if ((peak - trough) * recordPeak > (recordPeak - recordTrough) * peak) {
      this.recordPeak = peak
      this.recordTrough = trough
    }
  }

  /** Closes [from, end) of a held position. Prices inside the band of the spell so far need no equity. */
  hold(closes: Float64Array, from: number, end: number, cash: number, units: number): void {
    let top = (this.peak - cash) / units
    let bottom = (this.trough - cash) / units
    let i = from
    while (i < end) {
      for (const last = end - 7; i < last; i += 8) {
        const p0 = closes[i]!
        const p1 = closes[i + 1]!
        const p2 = closes[i + 2]!
        const p3 = closes[i + 3]!
        if (p0 > top || p0 < bottom || p1 > top || p1 < bottom) break
        if (p2 > top || p2 < bottom || p3 > top || p3 < bottom) break
        const p4 = closes[i + 4]!
        const p5 = closes[i + 5]!
        const p6 = closes[i + 6]!
        const p7 = closes[i + 7]!
        if (p4 > top || p4 < bottom || p5 > top || p5 < bottom) break
        if (p6 > top || p6 < bottom || p7 > top || p7 < bottom) break
      }
      for (const stop = i + 8 < end ? i + 8 : end; i < stop; i++) {
        const price = closes[i]!
        if (price > top) {
          this.mark(cash + units * price)
          top = price
          bottom = price
        } else if (price < bottom) {
          this.mark(cash + units * price)
          bottom = price
        }
      }
    }
  }
}

/** A long's trailing stop: keep × the best high up to the bar before, from the fill on. */
export class Trail {
  level = 0.5

  /** First bar in [from, end) whose low is at or under the stop or whose high reaches `target`; end if there is none. Leaves the level there. */
  firstTouch(
    low: Float64Array,
    high: Float64Array,
    entryPrice: number,
    keep: number,
    target: number,
    from: number,
    end: number,
  ): number {
    let best = entryPrice
    let level = best * keep
    let i = from
    walk: while (i < end) {
      for (const last = end - 3; i < last; i += 4) {
        if (low[i]! <= level || high[i]! > best || low[i + 1]! <= level || high[i + 1]! > best) break
        if (low[i + 2]! <= level || high[i + 2]! > best || low[i + 3]! <= level || high[i + 3]! > best) break
      }
      for (const stop = i + 4 < end ? i + 4 : end; i < stop; i++) {
        const top = high[i]!
        if (low[i]! <= level || top >= target) break walk
        if (top > best) {
          best = top
          level = best * keep
        }
      }
    }
    this.level = level
    return i
  }
}
