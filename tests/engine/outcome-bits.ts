/** Outcomes as plain copies, compared bit for bit. */
import type { TrialOutcome } from '../../src/domain/outcome.ts'

export type Bits = Readonly<Record<string, number | string | readonly number[]>>

/** Every field of an outcome, arrays copied (they are views that the next trial overwrites), trade columns up to `count`. */
export function bitsOf(outcome: TrialOutcome): Bits {
  const { trades, ...rest } = outcome
  const bits: Record<string, number | string | readonly number[]> = {}
  for (const [name, value] of Object.entries(rest)) bits[name] = typeof value === 'object' ? [...value] : value
  const { count, ...columns } = trades
  bits['trades.count'] = count
  for (const [name, column] of Object.entries(columns)) bits[`trades.${name}`] = [...column.subarray(0, count)]
  return bits
}

/** Where two outcomes first differ in a bit, in words; undefined: nowhere. */
export function firstDifference(a: Bits, b: Bits): string | undefined {
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [x, y] = [a[name], b[name]]
    if (typeof x !== 'object' || typeof y !== 'object') {
      if (!Object.is(x, y)) return `${name}: ${String(x)} and ${String(y)}`
      continue
    }
    if (x.length !== y.length) return `${name}: ${x.length} and ${y.length} values`
    const i = x.findIndex((value, n) => !Object.is(value, y[n]))
    if (i >= 0) return `${name}[${i}]: ${x[i]} and ${y[i]}`
  }
  return undefined
}
