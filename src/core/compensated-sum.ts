/**
 * Sums, means and variances that keep what plain addition loses. Fixed order: index 0 first.
 * Knuth's two-sum gives the exact rounding error of every addition without a branch; the errors are added up beside the sum
 * (Ogita, Rump and Oishi 2005, Sum2: as good as twice the precision). Kahan's form is rejected: it fails on [1, 1e100, 1, −1e100].
 */

/** Sum of finite numbers. When the plain sum overflows, so does this one (±Infinity, never NaN). Cost: 7 additions a value, no allocation. */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0
  let errors = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const next = sum + value
    const added = next - sum
    errors += sum - (next - added) + (value - added)
    sum = next
  }
  const corrected = sum + errors
  return Number.isNaN(corrected) ? sum : corrected
}

/** Arithmetic mean; NaN for no values. */
export function compensatedMean(values: ArrayLike<number>): number {
  return compensatedSum(values) / values.length
}

/** Variance over n − 1 in two passes, so that a large common level costs no digits; NaN below two values. */
export function sampleVariance(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN
  const mean = compensatedMean(values)
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean
    squares += deviation * deviation
  }
  return squares / (values.length - 1)
}
