/**
 * Canonical JSON (RFC 8785 for the values we allow): keys sorted by UTF-16 code unit, shortest round-trip numbers, no white space.
 * Deviation: NaN, ±Infinity, −0, bigint, undefined inside arrays, functions and symbols are refused instead of being rewritten,
 * because plain JSON would silently turn them into null or 0 and two different plans would share a hash. Undefined object values are left out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0))
      throw new Error(`canonical JSON cannot hold ${Object.is(value, -0) ? '-0' : value}`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`
  }
  throw new Error(`canonical JSON cannot hold a ${typeof value}`)
}
