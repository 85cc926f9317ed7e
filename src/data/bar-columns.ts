/** L1. Which column of a source is which, by the names that exchanges, vendors and packages use. */
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'

/** Positions in the source; `volume`, `clock` and `symbol` are -1 when there is none. */
export interface ColumnPlaces {
  readonly t: number
  /** A time of day that stands beside a date. */
  readonly clock: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly symbol: number
  /** Names that no bar needs. */
  readonly ignored: readonly string[]
}

/** In order of preference, without case, blanks and punctuation. */
const NAMES = {
  t: ['t', 'opentime', 'timestamp', 'unix', 'unixtimestamp', 'ts', 'datetime', 'date', 'time', 'day'],
  open: ['open', 'o', 'openprice'],
  high: ['high', 'h', 'highprice'],
  low: ['low', 'l', 'lowprice'],
  close: ['close', 'c', 'closeprice'],
  volume: ['volume', 'v', 'vol', 'basevolume'],
  symbol: ['symbol', 'ticker', 'tic', 'pair'],
} as const

/** Finds the columns of bars in a header. Adjusted closes and all else are ignored. Errors: E_BAR_COLUMNS (missing or double). */
export function placeColumns(header: readonly string[]): ColumnPlaces {
  const names = header.map(plain)
  const repeated = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (repeated !== undefined) throw new DataError('E_BAR_COLUMNS', `two columns are called ${JSON.stringify(repeated)}`)
  const place = (wanted: readonly string[]): number => {
    const found = wanted.find((name) => names.includes(name))
    return found === undefined ? -1 : names.indexOf(found)
  }
  const required = {
    t: place(NAMES.t),
    open: place(NAMES.open),
    high: place(NAMES.high),
    low: place(NAMES.low),
    close: place(NAMES.close),
  }
  for (const [column, position] of Object.entries(required)) if (position < 0) missing(column, header)
  let volume = place(NAMES.volume)
  if (volume < 0) volume = names.findIndex((name) => /^volume(?!.*(?:usd|usdt|quote))/.test(name))
  const clock = names[required.t] === 'date' ? names.indexOf('time') : -1
  const symbol = place(NAMES.symbol)
  const used = new Set([...Object.values(required), volume, clock, symbol])
  return { ...required, volume, clock, symbol, ignored: header.filter((_, i) => !used.has(i)) }
}

/** Whether a first line looks like names rather than like a bar. */
export const isHeader = (fields: readonly string[]): boolean => fields.some((field) => /^[a-z_]/i.test(field.trim()))

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

function missing(column: string, header: readonly string[]): never {
  const name = column === 't' ? 'a time (open_time, timestamp, date …)' : column
  const shown = header.slice(0, 20).map((it) => JSON.stringify(it.slice(0, 40)))
  throw new DataError(
    'E_BAR_COLUMNS',
    `no column holds ${name}; the source has ${shown.join(', ')}${didYouMean(column, header)}`,
    'bars need the columns time, open, high, low and close; volume may be absent',
  )
}
