/**
 * Student's t distribution: the upper tail, with relative accuracy far out and for many degrees of freedom.
 *
 * P(T > t) = I_x(ν/2, 1/2)/2 with x = ν/(ν + t²), y = 1 − x = t²/(ν + t²). Far from the centre: the continued fraction of Didonato
 * and Morris (1992, ACM TOMS 708, BFRAC), whose terms use y and λ = (a + b)y − b; the usual one (DLMF 8.17.22) sees y only as
 * 1 − x, which costs four digits at ν = 100,000. The front factor needs Γ(a + 1/2)/Γ(a), taken from an asymptotic series: the
 * difference of two log-gammas loses five digits there. Near the centre: the power series of the complement.
 */

/** P(T > t) for ν = `df` > 0 degrees of freedom (a fraction is allowed); NaN for NaN or df ≤ 0. Relative error below 1e-12. */
export function studentUpperTail(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN
  if (t < 0) return 1 - studentUpperTail(-t, df)
  if (t === Number.POSITIVE_INFINITY) return 0
  const square = t * t
  const a = df / 2
  const x = df / (df + square)
  const y = square / (df + square)
  // xᵃ √y / B(a, 1/2)
  const front = (Math.exp(-a * Math.log1p(square / df)) * Math.sqrt(y) * gammaRatio(a)) / Math.sqrt(Math.PI)
  if (x < (a + 1) / (a + 2.5)) return (0.5 * front) / tailFraction(a, x, y)
  return 0.5 - front * centralSeries(a, y)
}

/** xᵃ√y/(B(a, 1/2) I_x(a, 1/2)), by Lentz's method. Converges in tens of terms when (a + 1/2)y > 1. */
function tailFraction(a: number, x: number, y: number): number {
  const c = 0.5 + (a + 0.5) * y // 1 + λ
  let fraction = (c * a) / (a + 1)
  let numerator = fraction
  let denominator = 0
  for (let n = 1; n < 100_000; n++) {
    const s = a + 2 * n - 1
    const w = n * (0.5 - n) * x
    const alpha = ((a + n - 1) / s) * ((a + n - 0.5) / s) * w * x
    const beta = n + w / s + ((a + n) / (s + 2)) * (c + n * (1 + y))
    denominator = 1 / (beta + alpha * denominator)
    numerator = beta + alpha / numerator
    fraction *= numerator * denominator
    if (Math.abs(numerator * denominator - 1) < 1e-16) break
  }
  return fraction
}

/** I_y(1/2, a) B(1/2, a)/(2 xᵃ√y) = Σ (a + 1/2)ₖ/(3/2)ₖ yᵏ, all terms positive. (DLMF 8.17.8) */
function centralSeries(a: number, y: number): number {
  let sum = 1
  let term = 1
  for (let k = 0; k < 100_000 && term > sum * 1e-17; k++) {
    term *= ((a + 0.5 + k) / (1.5 + k)) * y
    sum += term
  }
  return sum
}

/** Γ(a + 1/2)/Γ(a): the series in 1/a at a ≥ 64 (Tricomi and Erdélyi 1951), recurrence down to a. */
function gammaRatio(a: number): number {
  let shifted = a
  let product = 1
  for (; shifted < 64; shifted++) product *= shifted / (shifted + 0.5)
  const u = 1 / shifted
  const series =
    1 + u * (-1 / 8 + u * (1 / 128 + u * (5 / 1024 + u * (-21 / 32768 + u * (-399 / 262144 + (u * 869) / 4194304)))))
  return product * Math.sqrt(shifted) * series
}
