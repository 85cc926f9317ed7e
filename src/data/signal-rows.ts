/**
 * L1. Rows of a signals file, from text or columns. One column is the time: `knownAt` is the moment from which the values were known;
 * any usual name of a bar's time (`t`, `date`, `timestamp` …) is the open time of the bar whose close made them known, so a signal that
 * was computed from a bar never acts on the bar before it. A column `instrument` or `symbol` says whose the values are. All others are
 * signals: numbers, `true` and `false` (1 and 0), or empty.
 */
import { DataError } from '../core/errors.ts'
import type { SourceBatch, SourceColumn } from '../domain/dataset.ts'
import { guessDelimiter, splitFields } from './csv-lines.ts'
import type { SignalRows } from './signal-join.ts'
import { parseTimeText } from './time-text.ts'

export interface SignalReader {
  /** A line of text; the first is the header. Lines count from 1. */
  line(lineNumber: number, text: string): void
  batch(batch: SourceBatch): void
  /** Errors: E_SIGNAL_EMPTY. */
  finish(): SignalRows
}

/** Errors (DataError): E_SIGNAL_COLUMNS, E_SIGNAL_TIME, E_SIGNAL_VALUE. @param intervalMs of the bars that the signals are joined to */
export function signalReader(source: string, intervalMs: number): SignalReader {
  let places: Places | undefined
  let delimiter = ','
  const knownAt: number[] = []
  const instruments: string[] = []
  let columns: number[][] = []
  const add = (row: string, layout: Places, cell: (position: number) => Cell): void => {
    const time = timeOf(cell(layout.time))
    if (time === undefined) badTime(source, row, layout.names[layout.time]!, cell(layout.time))
    knownAt.push(layout.isInstant ? time : time + intervalMs)
    if (layout.instrument >= 0) instruments.push(String(cell(layout.instrument)))
    layout.signals.forEach((position, s) => {
      const value = cellValue(cell(position))
      if (value === undefined) badValue(source, row, layout.names[position]!, cell(position))
      columns[s]!.push(value)
    })
  }
  const begin = (names: readonly string[]): Places => {
    const layout = placesOf(source, names)
    columns = layout.signals.map(() => [])
    return layout
  }
  return {
    line(lineNumber, text) {
      if (text.trim() === '') return
      if (!places) delimiter = guessDelimiter(text)
      const fields = splitFields(text, delimiter)
      if (!Array.isArray(fields)) throw new DataError('E_SIGNAL_VALUE', `${source} row ${lineNumber}: ${fields.reason}`)
      if (!places) places = begin(fields)
      else if (fields.length === places.names.length) add(`row ${lineNumber}`, places, (position) => fields[position]!)
      else {
        const message = `${source} row ${lineNumber} has ${fields.length} fields, the header ${places.names.length}`
        throw new DataError('E_SIGNAL_COLUMNS', message, 'write one value for each column')
      }
    },
    batch({ rows, columns: read }) {
      places ??= begin(read.map(({ name }) => name))
      const first = knownAt.length + 1
      for (let i = 0; i < rows; i++) add(`row ${first + i}`, places, (position) => columnCell(read[position]!, i))
    },
    finish() {
      if (!places || knownAt.length === 0)
        throw new DataError('E_SIGNAL_EMPTY', `${source} holds no row`, 'look at the file')
      const { names, signals } = places
      return {
        source,
        knownAt: Float64Array.from(knownAt),
        instrument: places.instrument < 0 ? null : instruments,
        columns: Object.fromEntries(signals.map((position, s) => [names[position]!, Float64Array.from(columns[s]!)])),
      }
    },
  }
}

type Cell = string | number | bigint | null

interface Places {
  readonly names: readonly string[]
  readonly time: number
  /** The time is the moment of knowing, not a bar's open. */
  readonly isInstant: boolean
  readonly instrument: number
  readonly signals: readonly number[]
}

const OPEN_TIMES = ['t', 'opentime', 'timestamp', 'datetime', 'date', 'time', 'day']
const INSTRUMENTS = ['instrument', 'symbol', 'ticker']
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

function placesOf(source: string, names: readonly string[]): Places {
  const refuse = (cause: string, remedy: string): never => {
    throw new DataError('E_SIGNAL_COLUMNS', `${source}: ${cause}`, remedy)
  }
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const find = (wanted: readonly string[]): number =>
    wanted.reduce((found, name) => (found >= 0 ? found : plain.indexOf(name)), -1)
  const instant = plain.indexOf('knownat')
  const time = instant >= 0 ? instant : find(OPEN_TIMES)
  if (time < 0)
    refuse(
      `no column holds a time; it has ${names.slice(0, 20).join(', ')}`,
      'call it knownAt (the moment) or t (the bar)',
    )
  const instrument = find(INSTRUMENTS)
  const signals = names.flatMap((_, i) => (i === time || i === instrument ? [] : [i]))
  if (signals.length === 0) refuse('there is no column besides the time', 'add a column for each signal')
  for (const i of signals) {
    if (!NAME.test(names[i]!) || names[i]! in Object.prototype)
      refuse(`"${names[i]}" is no name of a signal`, 'begin with a letter, then letters, digits, _ and -, 64 at most')
    if (names.indexOf(names[i]!) !== i) refuse(`two columns are called "${names[i]}"`, 'keep one of them')
  }
  return { names, time, isInstant: instant >= 0, instrument, signals }
}

/** UTC ms from a number of ms or ISO text; undefined when it is neither. Smaller numbers are seconds or rows, larger ones µs. */
function timeOf(cell: Cell): number | undefined {
  if (cell === null) return undefined
  const text = String(cell)
  if (/^\d{11,14}$/.test(text)) return Number(text)
  const parsed = parseTimeText(text)
  return parsed === undefined ? undefined : parsed.localMs - (parsed.offsetMs ?? 0)
}

function cellValue(cell: Cell): number | undefined {
  if (cell === null || cell === '') return Number.NaN
  if (typeof cell !== 'string') return Number.isNaN(cell) || Number.isFinite(Number(cell)) ? Number(cell) : undefined
  const text = cell.toLowerCase()
  if (text === 'nan' || text === 'null' || text === 'na') return Number.NaN
  if (text === 'true') return 1
  if (text === 'false') return 0
  const value = /^[-+.\d]/.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** Times of any unit become ms; what is finer than a ms is cut off upwards, so that nothing is known too early. */
function columnCell({ kind, values, unit, nulls }: SourceColumn, i: number): Cell {
  if (nulls?.[i] === 1) return null
  if (kind === 'other') return 'a value of another type'
  const value = values[i] ?? null
  if (kind !== 'time' || value === null) return value
  const time = value as bigint
  if (unit === 's') return time * 1000n
  const perMs = unit === 'us' ? 1000n : unit === 'ns' ? 1_000_000n : 1n
  return (time + perMs - 1n) / perMs
}

function badTime(source: string, row: string, column: string, cell: Cell): never {
  throw new DataError(
    'E_SIGNAL_TIME',
    `${source} ${row}: ${column} is ${JSON.stringify(String(cell).slice(0, 40))}, no time`,
    'give UTC in ms since 1970, or ISO text: 2024-01-31, 2024-01-31T12:30:00Z',
  )
}

function badValue(source: string, row: string, column: string, cell: Cell): never {
  throw new DataError(
    'E_SIGNAL_VALUE',
    `${source} ${row}: ${column} is ${JSON.stringify(String(cell).slice(0, 40))}, no number`,
    'a signal is a finite number, true, false or empty',
  )
}
