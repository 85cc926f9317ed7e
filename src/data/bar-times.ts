/** L1. A bar's time stamp, as sources write it, to its open time in UTC ms. */
import { DataError } from '../core/errors.ts'
import { DAY_MS } from '../core/time.ts'
import { type DateOrder, needsDateOrder, parseTimeText, type TimeText } from './time-text.ts'
import { type LocalToUtc, localToUtc } from './time-zone.ts'

/** `auto`: told by the first stamp, by its digits (10 s, 13 ms, 16 us, 19 ns) or its punctuation; all later ones must agree. */
export type TimeUnit = 'auto' | 's' | 'ms' | 'us' | 'ns' | 'iso'

export interface BarTimeOptions {
  /** For messages. */
  readonly fileName: string
  readonly unit: TimeUnit
  /** IANA zone of stamps that name none; undefined: refuse them, except whole dates of bars of a day or longer. */
  readonly timeZone: string | undefined
  readonly dateOrder: DateOrder | undefined
  readonly intervalMs: number
}

/** Why a stamp is no time. */
export interface TimeFault {
  readonly code: 'E_BAR_TIME' | 'E_BAR_UNIT' | 'E_TIME_FORMAT' | 'E_TIME_AMBIGUOUS' | 'E_TIME_NONEXISTENT'
  readonly reason: string
}

export interface BarTimes {
  /** UTC ms (with a fraction if the stamp is finer), or what is wrong. Throws E_TIME_ZONE where a zone must be told first. */
  read(stamp: string): number | TimeFault
  /** Wall-clock ms, as if UTC, of the source's zone. */
  fromLocal(localMs: number): number | TimeFault
}

/** Makes a reader for one file: what the first stamp says of the unit binds the others. Errors: E_TIME_ZONE_UNKNOWN, E_TIME_ZONE. */
export function barTimes(options: BarTimeOptions): BarTimes {
  const toUtc = options.timeZone === undefined ? undefined : localToUtc(options.timeZone)
  let agreed = options.unit === 'auto' ? undefined : options.unit
  const fromLocal = (localMs: number): number | TimeFault => resolve(localMs, toUtc, options.fileName)
  const readText = (stamp: string): number | TimeFault => {
    const time = parseTimeText(stamp, options.dateOrder)
    if (!time) return badText(stamp, options)
    if (time.offsetMs !== undefined) return time.localMs - time.offsetMs
    return isLabel(time, options.intervalMs) ? time.localMs : fromLocal(time.localMs)
  }
  return {
    fromLocal,
    read(stamp) {
      const unit = agreed ?? guessUnit(stamp)
      const value = unit === 'iso' ? readText(stamp) : readEpoch(stamp, unit)
      if (typeof value === 'number') agreed = unit // A broken stamp binds nobody.
      return value
    },
  }
}

/** The date of a daily (or longer) bar is a label, not an instant: the bar of the 3rd opens at 00:00 UTC of the 3rd. */
const isLabel = (time: TimeText, intervalMs: number): boolean => intervalMs >= DAY_MS && time.localMs % DAY_MS === 0

function resolve(localMs: number, toUtc: LocalToUtc | undefined, file: string): number | TimeFault {
  const shown = (): string => new Date(localMs).toISOString().slice(0, -1)
  if (!toUtc) {
    throw new DataError(
      'E_TIME_ZONE',
      `${file}: ${shown()} names no time zone`,
      'say --tz UTC, or the zone of the source such as --tz America/New_York',
    )
  }
  const instants = toUtc(localMs)
  if (instants.length === 1) return instants[0]!
  if (instants.length === 0) {
    return {
      code: 'E_TIME_NONEXISTENT',
      reason: `${shown()} does not exist: the clocks went forward over it; use a source in UTC`,
    }
  }
  const both = instants.map((it) => new Date(it).toISOString()).join(' or ')
  return {
    code: 'E_TIME_AMBIGUOUS',
    reason: `${shown()} happened twice when the clocks went back (${both}); use a source in UTC`,
  }
}

const EPOCH = /^-?\d{1,19}(?:\.0*)?$/
const DIGITS = { s: [9, 10], ms: [12, 13], us: [15, 16], ns: [18, 19] } as const
type EpochUnit = keyof typeof DIGITS

function guessUnit(stamp: string): EpochUnit | 'iso' {
  if (!EPOCH.test(stamp) || /^\d{8}$/.test(stamp)) return 'iso' // eight digits are YYYYMMDD
  return unitOfDigits(digitsOf(stamp)) ?? 'ms'
}

const digitsOf = (stamp: string): string => stamp.replace(/\..*$/, '').replace('-', '')

function unitOfDigits(digits: string): EpochUnit | undefined {
  const units = Object.keys(DIGITS) as EpochUnit[]
  return units.find((unit) => DIGITS[unit].some((length) => length === digits.length))
}

function readEpoch(stamp: string, unit: EpochUnit): number | TimeFault {
  if (!EPOCH.test(stamp)) {
    return { code: 'E_TIME_FORMAT', reason: `${quote(stamp)} is not a whole number of ${unit}, like the stamps before` }
  }
  const digits = digitsOf(stamp)
  const seems = unitOfDigits(digits)
  if (seems === undefined && digits.length < 9) {
    return { code: 'E_BAR_TIME', reason: `time stamp ${stamp} is within days of 1970-01-01` }
  }
  if (seems !== unit) {
    const expected = DIGITS[unit].join(' or ')
    const looks = seems === undefined ? '' : ` and looks like ${seems}`
    return {
      code: 'E_BAR_UNIT',
      reason: `time stamp ${stamp} has ${digits.length} digits${looks}; in ${unit} it would have ${expected}`,
    }
  }
  const sign = stamp.startsWith('-') ? -1 : 1
  if (unit === 's') return sign * Number(digits) * 1000
  if (unit === 'ms') return sign * Number(digits)
  if (unit === 'us') return (sign * Number(digits)) / 1000
  // Nanoseconds exceed 2^53: the whole ms are exact, the rest only has to be seen.
  return sign * (Number(digits.slice(0, -6)) + Number(digits.slice(-6)) / 1e6)
}

function badText(stamp: string, { dateOrder, fileName }: BarTimeOptions): TimeFault {
  if (stamp === '') return { code: 'E_TIME_FORMAT', reason: 'an empty field' }
  if (dateOrder === undefined && needsDateOrder(stamp)) {
    const remedy = 'say --date-order mdy (month first) or dmy (day first)'
    throw new DataError(
      'E_TIME_DATE_ORDER',
      `${fileName}: ${quote(stamp)} may begin with the month or with the day`,
      remedy,
    )
  }
  return {
    code: 'E_TIME_FORMAT',
    reason: `${quote(stamp)} is not a time, or names a day or an hour that does not exist`,
  }
}

const quote = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
