/** x to an integer power ≥ 0 by squaring: the same bits everywhere, unlike Math.pow, which differs between V8 versions and CPUs. */
export function integerPower(x: number, exponent: number): number {
  let result = 1
  for (let base = x, e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result *= base
    base *= base
  }
  return result
}
