/** L1. The strict grammar of a number in a text file. */

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/**
 * The number that a text spells in plain decimal notation, else undefined. Refuses what `Number` would let through or invent: the empty
 * text, blanks, NaN, Infinity, hex, digit separators, a decimal comma, and numbers too large or too small for a double (1e999, 1e-999).
 * Cost: about 50 ns.
 */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined
  const value = Number(text)
  if (!Number.isFinite(value)) return undefined
  if (value === 0) return /[1-9]/.test(text.split(/[eE]/, 1)[0]!) ? undefined : 0 // −0 becomes 0
  return value
}
