/**
 * L1. The layouts of bars in text files. A layout turns the fields of one line into a bar:
 *
 *   named     any file whose first line names its columns
 *   klines    open time, open, high, low, close, volume, close time, quote volume, trades, two taker volumes, ignored; no names
 *   lean      minute files: ms since midnight of the day in the file's name; else `YYYYMMDD HH:MM`; then open … volume; no names
 *   plain     time, open, high, low, close, volume; no names
 */
import { DataError } from '../core/errors.ts'
import { DAY_MS } from '../core/time.ts'
import { type ColumnPlaces, isHeader, placeColumns } from './bar-columns.ts'
import type { BarRow, RowFault } from './bar-rows.ts'
import type { BarTimes } from './bar-times.ts'
import { parseDecimal } from './decimal.ts'

export type TextFormat = 'auto' | 'klines' | 'csv' | 'lean'

export interface LayoutOptions {
  readonly format: TextFormat
  /** For the day of LEAN's minute files, and for messages. */
  readonly fileName: string
  readonly times: BarTimes
  readonly intervalMs: number
  /** Prices in the file are this many times the price: 10000 for LEAN's equities. */
  readonly priceScale: number
}

export interface Layout {
  readonly name: string
  /** The first line holds names. */
  readonly hasHeader: boolean
  readonly hasVolume: boolean
  readonly notes: readonly string[]
  /** Writes the bar into `row`, or says what is wrong. */
  decode(fields: readonly string[], row: BarRow): RowFault | null
}

/** The layout of a file by its first line. Errors: E_BAR_COLUMNS, E_CSV_LAYOUT. */
export function chooseLayout(first: readonly string[], options: LayoutOptions): Layout {
  const { format } = options
  if (isHeader(first)) return namedLayout(first, options)
  if (format === 'klines' || (format === 'auto' && first.length === 12)) return klinesLayout(first, options)
  if (first.length === 11) {
    throw new DataError(
      'E_CSV_LAYOUT',
      `${options.fileName} row 1: 11 fields are LEAN quote bars (bid and ask)`,
      'import the file of trade bars',
    )
  }
  if (format === 'lean' || (format === 'auto' && looksLean(first, options))) return leanLayout(first, options)
  if (first.length === 5 || first.length === 6) return plainLayout(first, options)
  const found = `${first.length} fields without names`
  throw new DataError(
    'E_CSV_LAYOUT',
    `${options.fileName} row 1: ${found}`,
    'add a first line such as open_time,open,high,low,close,volume',
  )
}

function namedLayout(header: readonly string[], options: LayoutOptions): Layout {
  const places = placeColumns(header)
  const notes = places.ignored.length > 0 ? [`ignored columns: ${places.ignored.join(', ')}`] : []
  const decodeFields = fieldDecoder(places, header, options)
  let symbol: string | undefined
  return {
    name: 'named columns',
    hasHeader: true,
    hasVolume: places.volume >= 0,
    notes,
    decode(fields, row) {
      if (fields.length !== header.length) return wrongCount(fields.length, header.length)
      if (places.symbol >= 0) {
        symbol ??= fields[places.symbol]!
        if (fields[places.symbol] !== symbol) {
          const reason = `${JSON.stringify(fields[places.symbol])} in a file of ${JSON.stringify(symbol)}: one instrument a file`
          return { code: 'E_BAR_SYMBOL', reason, column: header[places.symbol]! }
        }
      }
      return decodeFields(fields, row)
    },
  }
}

const SIX = ['time', 'open', 'high', 'low', 'close', 'volume']
const SIX_PLACES: ColumnPlaces = {
  t: 0,
  clock: -1,
  open: 1,
  high: 2,
  low: 3,
  close: 4,
  volume: 5,
  symbol: -1,
  ignored: [],
}

function klinesLayout(first: readonly string[], options: LayoutOptions): Layout {
  if (first.length !== 12) {
    throw new DataError('E_CSV_LAYOUT', `${options.fileName} row 1: ${first.length} fields, a kline has 12`)
  }
  checkKlineSpan(first, options)
  return positional('klines', first.length, SIX_PLACES, options)
}

/** The first kline's close time tells its interval. Later ones are not asked: exchanges cut bars short around their outages. */
function checkKlineSpan(first: readonly string[], options: LayoutOptions): void {
  const open = options.times.read(first[0]!)
  const close = options.times.read(first[6]!)
  if (typeof open !== 'number' || typeof close !== 'number') return
  const span = Math.floor(close) + 1 - open
  if (span === options.intervalMs) return
  throw new DataError(
    'E_BAR_INTERVAL',
    `${options.fileName} row 1: the bar spans ${span} ms, the interval says ${options.intervalMs} ms`,
    'give the --interval of the file',
  )
}

function plainLayout(first: readonly string[], options: LayoutOptions): Layout {
  const places = first.length === 5 ? { ...SIX_PLACES, volume: -1 } : SIX_PLACES
  const layout = positional('plain', first.length, places, options)
  return { ...layout, notes: [`no names: read as ${SIX.slice(0, first.length).join(', ')}`] }
}

function positional(name: string, width: number, places: ColumnPlaces, options: LayoutOptions): Layout {
  const decodeFields = fieldDecoder(places, SIX, options)
  return {
    name,
    hasHeader: false,
    hasVolume: places.volume >= 0,
    notes: [],
    decode: (fields, row) => (fields.length === width ? decodeFields(fields, row) : wrongCount(fields.length, width)),
  }
}

const LEAN_TIME = /^\d{8} \d{2}:\d{2}$/
const LEAN_FILE = /(?:^|\/)(\d{4})(\d{2})(\d{2})_[a-z0-9_]*\.(?:zip|csv)/i

function looksLean(first: readonly string[], { fileName }: LayoutOptions): boolean {
  if (first.length !== 6) return false
  return LEAN_TIME.test(first[0]!) || (LEAN_FILE.test(fileName) && /^\d{1,8}$/.test(first[0]!))
}

function leanLayout(first: readonly string[], options: LayoutOptions): Layout {
  const { fileName, times } = options
  if (LEAN_TIME.test(first[0]!)) return positional('lean', 6, SIX_PLACES, options)
  const date = LEAN_FILE.exec(fileName)
  if (!date) {
    const remedy = 'LEAN minute files are called YYYYMMDD_trade.zip'
    throw new DataError('E_CSV_LAYOUT', `${fileName}: times since midnight, but no day in the file's name`, remedy)
  }
  const midnight = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3]))
  const sinceMidnight: BarTimes = {
    fromLocal: times.fromLocal,
    read(stamp) {
      if (!/^\d{1,8}$/.test(stamp) || Number(stamp) >= DAY_MS) {
        return {
          code: 'E_TIME_FORMAT',
          reason: `${JSON.stringify(stamp.slice(0, 40))} is not a number of ms since midnight`,
        }
      }
      return times.fromLocal(midnight + Number(stamp))
    },
  }
  return positional('lean minute', 6, SIX_PLACES, { ...options, times: sinceMidnight })
}

/** Reads the columns of one line. One closure a file: places and scale are constants of its loop. */
function fieldDecoder(places: ColumnPlaces, names: readonly string[], options: LayoutOptions): Layout['decode'] {
  const { times, priceScale } = options
  const prices = ['open', 'high', 'low', 'close'] as const
  return (fields, row) => {
    const stamp = places.clock < 0 ? fields[places.t]! : `${fields[places.t]} ${fields[places.clock]}`
    const t = times.read(stamp)
    if (typeof t !== 'number') return { ...t, column: names[places.t]! }
    row.t = t
    for (const column of prices) {
      const text = fields[places[column]]!
      const value = parseDecimal(text)
      if (value === undefined) return notANumber(text, names[places[column]]!)
      row[column] = value / priceScale
    }
    if (places.volume < 0) row.volume = Number.NaN
    else {
      const volume = parseDecimal(fields[places.volume]!)
      if (volume === undefined) return notANumber(fields[places.volume]!, names[places.volume]!)
      row.volume = volume
    }
    return null
  }
}

function notANumber(text: string, column: string): RowFault {
  if (text === '') return { code: 'E_CSV_NUMBER', reason: 'an empty field', column }
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
  return { code: 'E_CSV_NUMBER', reason: `${shown} is not a finite decimal number`, column }
}

const wrongCount = (found: number, expected: number): RowFault => ({
  code: 'E_CSV_FIELDS',
  reason: `${found} fields instead of ${expected}`,
})
