/**
 * Ranges without drift. A number is taken as the decimal that its shortest text says, ranges are walked in whole multiples of the
 * step with big integers, and each point is read back from its decimal text. So 0.1 … 0.3 by 0.1 is exactly 0.1, 0.2, 0.3 as one
 * would type them, where adding 0.1 three times gives 0.30000000000000004.
 */

/** How many points from, from + step, … ≤ to has; all finite, step > 0, from ≤ to. Exact, and cheap however many there are. */
export function stepCount(from: number, to: number, step: number): bigint {
  const [a, b, s] = aligned([from, to, step]).units
  return (b! - a!) / s! + 1n
}

/** from, from + step, … ≤ to; the last point is `to` only when the step meets it. */
export function stepRange(from: number, to: number, step: number): number[] {
  const { units, places } = aligned([from, to, step])
  return Array.from({ length: Number(stepCount(from, to, step)) }, (_, i) =>
    toNumber(units[0]! + BigInt(i) * units[2]!, places),
  )
}

/** `count` ≥ 2 points at equal distances, both ends exact. */
export function evenRange(from: number, to: number, count: number): number[] {
  const { units, places } = aligned([from, to])
  const gaps = BigInt(count - 1)
  return Array.from({ length: count }, (_, i) => {
    const sum = units[0]! * (gaps - BigInt(i)) + units[1]! * BigInt(i)
    return sum % gaps === 0n ? toNumber(sum / gaps, places) : toNumber(sum, places) / (count - 1)
  })
}

/**
 * `count` ≥ 2 points at equal ratios between from > 0 and to, both ends exact. Inner points are rounded to 12 significant digits, so
 * that 1 … 100 in three points is 1, 10, 100, and so that the last bit of a machine's exp or log never enters a plan.
 */
export function logRange(from: number, to: number, count: number): number[] {
  const low = Math.log(from)
  const width = Math.log(to) - low
  return Array.from({ length: count }, (_, i) => {
    if (i === 0) return from
    return i === count - 1 ? to : Number(Math.exp(low + (i / (count - 1)) * width).toPrecision(12))
  })
}

/** The numbers as whole multiples of 10^−places. */
function aligned(numbers: readonly number[]): { units: bigint[]; places: number } {
  const decimals = numbers.map(decimal)
  const places = decimals.reduce((most, d) => Math.max(most, d.places), 0)
  return { units: decimals.map((d) => d.units * tenTo(places - d.places)), places }
}

/** x = units × 10^−places, places ≥ 0, from the shortest text that reads back as x. */
function decimal(x: number): { units: bigint; places: number } {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x))!
  const places = fraction.length - Number(exponent)
  const digits = BigInt(`${sign}${whole}${fraction}`)
  return places >= 0 ? { units: digits, places } : { units: digits * tenTo(-places), places: 0 }
}

/** Correctly rounded, because it is the engine's own reading of a decimal text. */
const toNumber = (units: bigint, places: number): number => Number(`${units}e-${places}`)

const tenTo = (exponent: number): bigint => BigInt(`1${'0'.repeat(exponent)}`)
