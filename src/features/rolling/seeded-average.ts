import { isMissing, type RangeKernel } from '../contract.ts'

/**
 * Exponential average that starts as the plain mean of its first `period` values: e ← e + alpha (x − e).
 * What ema, rma, rsi, macd and atr are made of. The seed is a compensated sum, so it is the mean to the last digit or so.
 * Cost: a few flops a value, no allocation.
 */
export class SeededAverage {
  private average = Number.NaN
  private sum = Number.NaN
  private carry = Number.NaN
  private count = 0
  private readonly period: number
  private readonly alpha: number

  /** period: integer ≥ 1, values in the seed; alpha: weight of a new value, in (0, 1]. */
  constructor(period: number, alpha: number) {
    this.period = period
    this.alpha = alpha
    this.restart()
  }

  /** As if nothing had been pushed. */
  restart(): void {
    this.sum = 0
    this.carry = 0
    this.count = 0
  }

  /** Takes the next value (finite); the average, NaN before the `period`-th value. */
  push(x: number): number {
    if (this.count === this.period) {
      const average = this.average + this.alpha * (x - this.average)
      this.average = average
      return average
    }
    const before = this.sum
    const sum = before + x
    const taken = sum - before
    this.carry += before - (sum - taken) + (x - taken)
    this.sum = sum
    this.count++
    if (this.count < this.period) return Number.NaN
    this.average = (sum + this.carry) / this.period
    return this.average
  }
}

/** One column in, its average out. */
export function averageKernel(period: number, alpha: number): RangeKernel {
  const average = new SeededAverage(period, alpha)
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        if (isMissing(value)) {
          average.restart()
          out[i] = Number.NaN
        } else out[i] = average.push(value)
      }
    },
  }
}
