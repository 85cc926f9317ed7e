/** L1. Wall-clock times of a time zone to UTC, by the zone database of the runtime (Intl). Used at import only; what is stored is UTC. */
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { DAY_MS } from '../core/time.ts'

/** All UTC instants (ms, ascending) that show this wall-clock time: one normally, two in a fold, none in a gap. */
export type LocalToUtc = (localMs: number) => readonly number[]

/**
 * Maps wall-clock times, given as ms since 1970 as if they were UTC, to UTC instants.
 * Errors: E_TIME_ZONE_UNKNOWN. Cost: an Intl call on days near a change of the clocks, else a lookup.
 */
export function localToUtc(timeZone: string): LocalToUtc {
  if (timeZone === 'UTC') return (localMs) => [localMs]
  const offsetAt = zoneOffset(timeZone)
  const offsetOfDay = new Map<number, number | undefined>()
  return (localMs) => {
    const day = Math.floor(localMs / DAY_MS)
    if (!offsetOfDay.has(day)) {
      const before = offsetAt((day - 1) * DAY_MS)
      offsetOfDay.set(day, before === offsetAt((day + 2) * DAY_MS) ? before : undefined)
    }
    const offset = offsetOfDay.get(day)
    if (offset !== undefined) return [localMs - offset]
    const offsets = new Set([offsetAt(localMs - DAY_MS), offsetAt(localMs + DAY_MS)])
    const instants = [...offsets].map((it) => localMs - it).filter((utc) => utc + offsetAt(utc) === localMs)
    return instants.sort((a, b) => a - b)
  }
}

/** Local minus UTC, in ms, at a UTC instant. */
function zoneOffset(timeZone: string): (utcMs: number) => number {
  const format = zoneFormat(timeZone)
  return (utcMs) => {
    const field: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(utcMs)) field[type] = Number(value)
    const wholeSeconds = Math.floor(utcMs / 1000) * 1000
    const { year, month, day, hour, minute, second } = field
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - wholeSeconds
  }
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric'
  const fields = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...fields })
  } catch (cause) {
    const hint = didYouMean(timeZone, ['UTC', ...Intl.supportedValuesOf('timeZone')])
    const remedy = 'use an IANA name such as UTC or America/New_York'
    throw new DataError('E_TIME_ZONE_UNKNOWN', `no time zone is called ${JSON.stringify(timeZone)}${hint}`, remedy, {
      cause,
    })
  }
}
