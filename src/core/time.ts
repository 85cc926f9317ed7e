/** UTC time as milliseconds since 1970 (numbers, exact to 2^53) and bar intervals. No clock, no locale. */
export const DAY_MS = 86_400_000

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS }

/** Milliseconds of an interval such as `1m`, `5m`, `1h`, `1d`; undefined when the text is not one. */
export function intervalMs(interval: string): number | undefined {
  const match = /^([1-9]\d{0,4})([smhdw])$/.exec(interval)
  return match ? Number(match[1]) * UNITS[match[2] as string]! : undefined
}

/** UTC day number of a stamp that closes the day: a bar that closes at midnight ends the old day. */
export const dayOfClose = (closeMs: number): number => Math.floor((closeMs - 1) / DAY_MS)

/** `2024-01-31` or `2024-01-31T12:30:00Z` for reading; the time part only where it is not midnight. */
export function formatTime(ms: number): string {
  const iso = new Date(ms).toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.replace('.000Z', 'Z')
}
