/**
 * Mean and sum of squared deviations over the last `period` values, by two stacks of Welford aggregates that are only ever merged.
 *
 *   previous block            current block          (blocks of `period` values, counted from the restart)
 *   [ . . . | suffix      ]   [ prefix    | . . . ]
 *             ^ place                     ^ place     window = suffix from `place` ⊕ prefix of `place` values
 *
 * When a block is full, the aggregates of all its suffixes are computed once, backwards; until the next one is full, each value
 * extends the prefix and the two are merged (Chan, Golub, LeVeque 1979). Nothing is ever subtracted, so the error does not grow and a
 * spike leaves no trace once it left the window; sums of squares and add-and-remove Welford lose all digits there.
 * Blocks are anchored at the restart, so any split of a series gives the same bits.
 *
 * Cost: O(1) a value on average, O(period) on the bar that fills a block; 24 bytes a bar of the period; no allocation in `push`.
 */
export class RollingMoments {
  /** Mean of the window; meaningful after `push` returned true. */
  mean = Number.NaN
  /** Sum of squared deviations from `mean`, ≥ 0, exactly 0 for equal values. */
  squares = Number.NaN
  private prefixMean = Number.NaN
  private prefixSquares = Number.NaN
  private place = 0
  private full = false
  private readonly period: number
  private readonly block: Float64Array
  private readonly suffixMean: Float64Array
  private readonly suffixSquares: Float64Array

  /** period: integer ≥ 1. */
  constructor(period: number) {
    this.period = period
    this.block = new Float64Array(period)
    this.suffixMean = new Float64Array(period)
    this.suffixSquares = new Float64Array(period)
    this.restart()
  }

  /** As if nothing had been pushed. */
  restart(): void {
    this.prefixMean = 0
    this.prefixSquares = 0
    this.place = 0
    this.full = false
  }

  /** Takes the next value (finite); true when the window is full, and then `mean` and `squares` are those of its values. */
  push(x: number): boolean {
    const { period, place } = this
    this.block[place] = x
    const size = place + 1
    const delta = x - this.prefixMean
    const prefixMean = this.prefixMean + delta / size
    const prefixSquares = this.prefixSquares + delta * (x - prefixMean)
    if (size === period) {
      this.mean = prefixMean
      this.squares = prefixSquares
      this.closeBlock()
      return true
    }
    this.prefixMean = prefixMean
    this.prefixSquares = prefixSquares
    this.place = size
    if (!this.full) return false
    const suffixMean = this.suffixMean[size]!
    const apart = prefixMean - suffixMean
    const pull = (apart * size) / period
    this.mean = suffixMean + pull
    this.squares = this.suffixSquares[size]! + prefixSquares + apart * pull * (period - size)
    return true
  }

  private closeBlock(): void {
    const { period, block, suffixMean, suffixSquares } = this
    let mean = 0
    let squares = 0
    for (let j = period - 1; j > 0; j--) {
      const x = block[j]!
      const delta = x - mean
      mean += delta / (period - j)
      squares += delta * (x - mean)
      suffixMean[j] = mean
      suffixSquares[j] = squares
    }
    this.prefixMean = 0
    this.prefixSquares = 0
    this.place = 0
    this.full = true
  }
}
