/** L1. Dates and times as text: ISO 8601, `YYYYMMDD HH:MM` (LEAN) and slash dates whose order is told. */
import { DAY_MS } from '../core/time.ts'

/** Order of the numbers in `1/3/2017`; there is no telling from the text. */
export type DateOrder = 'mdy' | 'dmy'

export interface TimeText {
  /** ms since 1970 as if the text were UTC. */
  readonly localMs: number
  /** Local minus UTC in ms when the text says so (`Z`, `+02:00`), else undefined. */
  readonly offsetMs: number | undefined
  /** The text has no time of day. */
  readonly dateOnly: boolean
}

const CLOCK = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?`
const ZONE = String.raw`(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?`
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/]?)(\d{2})\2(\d{2})(?:[T ]${CLOCK})?${ZONE}$`)
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: ${CLOCK})?$`)

/** Reads a date with or without a time of day; undefined when the text is none, or names a day that does not exist (2024-02-30). */
export function parseTimeText(text: string, dateOrder?: DateOrder): TimeText | undefined {
  const first = YEAR_FIRST.exec(text)
  if (first) return build(first[1]!, first[3]!, first[4]!, first.slice(5, 9), first[9])
  const last = dateOrder === undefined ? null : YEAR_LAST.exec(text)
  if (!last) return undefined
  const [month, day] = dateOrder === 'mdy' ? [last[1]!, last[3]!] : [last[3]!, last[1]!]
  return build(last[4]!, month, day, last.slice(5, 9), undefined)
}

/** Whether the text is a date whose order (month or day first) must be told. */
export const needsDateOrder = (text: string): boolean => YEAR_LAST.test(text)

type Clock = readonly (string | undefined)[]

function build(year: string, month: string, day: string, clock: Clock, zone: string | undefined): TimeText | undefined {
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (Number(year) < 1000 || new Date(date).toISOString().slice(0, 10) !== isoDate(year, month, day)) return undefined
  const timeOfDay = clock[0] === undefined ? 0 : clockMs(clock)
  if (timeOfDay === undefined) return undefined
  const offsetMs = zone === undefined ? undefined : zoneMs(zone)
  if (Number.isNaN(offsetMs)) return undefined
  return { localMs: date + timeOfDay, offsetMs, dateOnly: clock[0] === undefined }
}

const isoDate = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`

function clockMs([hour, minute, second = '0', fraction = '']: Clock): number | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (h > 23 || m > 59 || s > 59 || /[1-9]/.test(fraction.slice(3))) return undefined
  return h * 3_600_000 + m * 60_000 + s * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
}

function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  const offset = (hours * 60 + minutes) * 60_000
  if (minutes > 59 || offset >= DAY_MS) return Number.NaN
  return zone.startsWith('-') ? -offset : offset
}
