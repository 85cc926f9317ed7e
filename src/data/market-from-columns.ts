/** L1. A market from columns in memory: for bars that somebody has already, with the checks of an import and an identity by content. */
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { contentHash, sha256Hex } from '../core/hash.ts'
import { formatTime, intervalMs } from '../core/time.ts'
import type { Calendar, InstrumentBars, Market } from '../domain/market.ts'
import { emptyRow } from './bar-rows.ts'
import { dayEnds } from './day-ends.ts'
import { signalHash } from './signal-join.ts'
import { barValidator } from './validate-bars.ts'

/** Numbers in order; a typed array is copied, never kept. */
export type Numbers = ArrayLike<number>

/** Bars of one instrument, one entry a bar. */
export interface InstrumentColumns {
  /** Default `A` for a single instrument. */
  readonly symbol?: string
  readonly open: Numbers
  readonly high: Numbers
  readonly low: Numbers
  readonly close: Numbers
  /** Units traded; left out: unknown, and nothing caps a fill. */
  readonly volume?: Numbers
  /** Columns computed elsewhere, by name: what was known at each bar's close (NaN: nothing). A strategy reads them as `signals.NAME`. */
  readonly signals?: Readonly<Record<string, Numbers>>
  /** Currency of the prices. Default USD. */
  readonly currency?: string
  /** Smallest price and quantity step; default 0: none. */
  readonly tickSize?: number
  readonly lotSize?: number
  /** Currency per unit and price point. Default 1. */
  readonly multiplier?: number
}

export interface MarketClock {
  /** Open times, UTC ms, strictly increasing multiples of the interval. Bars may be missing: they are left off the clock. */
  readonly t: Numbers
  /** `1d`, `1h`, `5m`; default: the smallest step of `t`. */
  readonly interval?: string
  /** `24x7` (default) or `exchange`: whether days without a bar count as days. */
  readonly calendar?: Calendar
  /** For annualising. Default 365 for 24x7, 252 for exchange. */
  readonly periodsPerYear?: number
  /** Begin of the evaluation window, UTC ms; bars before it only warm up. Default: the first bar. */
  readonly from?: number
}

/** One instrument flat beside the clock, or several under `instruments`, all on the same clock. */
export type MarketColumns = MarketClock & (InstrumentColumns | { readonly instruments: readonly InstrumentColumns[] })

/**
 * Checks and copies. The same columns give the same hash.
 * Errors (DataError): E_MARKET_COLUMNS (missing, other lengths, names), E_INTERVAL, E_DATASET_RANGE (no bar in the window), and E_BAR_…
 * with instrument and bar for a bar that import would refuse (RELIABILITY: prices above 0, low ≤ open, close ≤ high, times on the grid).
 * Cost: about 0.3 µs a bar and instrument.
 */
export function marketFromColumns(columns: MarketColumns): Market {
  const { t: times, calendar = '24x7', from } = columns
  const t = numbersOf(times, 't')
  const step = stepOf(t, columns.interval)
  const several = 'instruments' in columns ? columns.instruments : [{ symbol: 'A', ...pickInstrument(columns) }]
  if (several.length === 0) refuse('there is no instrument', 'give one at least')
  const symbols = several.map(
    ({ symbol }, k) => symbol ?? refuse(`instrument ${k} has no symbol`, 'give each a symbol'),
  )
  const twice = symbols.find((symbol, k) => symbols.indexOf(symbol) !== k)
  if (twice !== undefined) refuse(`two instruments are called ${twice}`, 'give each a symbol of its own')
  const bars = several.map((instrument, k) => barsOf(instrument, symbols[k]!, t, step))
  const first = from === undefined ? 0 : t.findIndex((open) => open >= from)
  if (first < 0) {
    const message = `no bar opens at or after ${formatTime(from!)}; the last one opens at ${formatTime(t.at(-1)!)}`
    throw new DataError('E_DATASET_RANGE', message, 'choose an earlier window')
  }
  return {
    bars,
    t,
    intervalMs: step,
    first,
    calendar,
    periodsPerYear: columns.periodsPerYear ?? (calendar === '24x7' ? 365 : 252),
    dayEnds: dayEnds(t, step, first, calendar),
    hash: signalHash(columnsHash(t, step, calendar, bars), bars),
  }
}

const PRICES = ['open', 'high', 'low', 'close'] as const
const FIELDS = ['symbol', ...PRICES, 'volume', 'signals', 'currency', 'tickSize', 'lotSize', 'multiplier'] as const
const CLOCK = ['t', 'interval', 'calendar', 'periodsPerYear', 'from'] as const

/** What of the flat form belongs to the instrument; a key that nobody knows is a slip of the pen. */
function pickInstrument(columns: MarketClock & InstrumentColumns): InstrumentColumns {
  const known: readonly string[] = [...FIELDS, ...CLOCK]
  const unknown = Object.keys(columns).find((key) => !known.includes(key))
  if (unknown !== undefined)
    refuse(`"${unknown}" is no column of a bar${didYouMean(unknown, known)}`, 'put columns of your own under signals')
  return columns
}

function barsOf(given: InstrumentColumns, symbol: string, t: Float64Array, step: number): InstrumentBars {
  const column = (name: (typeof PRICES)[number] | 'volume'): Float64Array => {
    if (given[name] === undefined) return refuse(`${symbol} has no ${name}`, `give ${name}, one number a bar`)
    return sameLength(numbersOf(given[name], `${symbol}.${name}`), t, `${symbol}.${name}`)
  }
  const [open, high, low, close] = [column('open'), column('high'), column('low'), column('close')]
  const volume = given.volume === undefined ? null : column('volume')
  const { currency = 'USD', tickSize = 0, lotSize = 0, multiplier = 1 } = given
  if (!(tickSize >= 0 && lotSize >= 0 && multiplier > 0) || tickSize + lotSize + multiplier === Infinity)
    refuse(
      `${symbol}: tickSize ${tickSize}, lotSize ${lotSize}, multiplier ${multiplier}`,
      'steps are ≥ 0, the multiplier is > 0',
    )
  const instrument = { symbol, currency, tickSize, lotSize, multiplier }
  const bars = { instrument, open, high, low, close, volume, present: null }
  checkBars(bars, t, step)
  return given.signals === undefined ? bars : { ...bars, signals: signalsOf(given.signals, symbol, t) }
}

function signalsOf(signals: Readonly<Record<string, Numbers>>, symbol: string, t: Float64Array) {
  const entries = Object.entries(signals).map(([name, given]) => {
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name) || name in Object.prototype)
      refuse(`${symbol}: "${name}" is no name of a signal`, 'begin with a letter, then letters, digits, _ and -')
    const values = sameLength(numbersOf(given, `${symbol}.signals.${name}`), t, `${symbol}.signals.${name}`)
    const bar = values.findIndex((value) => value === Infinity || value === -Infinity)
    if (bar >= 0) refuse(`${symbol}.signals.${name}: bar ${bar} is infinite`, 'a signal is a finite number or NaN')
    return [name, values] as const
  })
  return Object.fromEntries(entries)
}

function checkBars(bars: InstrumentBars, t: Float64Array, step: number): void {
  const rules = { intervalMs: step, nowMs: Infinity, range: null, repairs: new Set<never>() }
  const check = barValidator(rules, () => undefined)
  const row = emptyRow()
  for (let i = 0; i < t.length; i++) {
    row.t = t[i]!
    for (const name of PRICES) row[name] = bars[name][i]!
    row.volume = bars.volume === null ? Number.NaN : bars.volume[i]!
    const place = () => `${bars.instrument.symbol} bar ${i} (t=${Number.isFinite(t[i]) ? formatTime(t[i]!) : t[i]})`
    if (bars.volume !== null && Number.isNaN(row.volume))
      throw new DataError('E_BAR_NUMBER', `${place()}: volume is NaN`)
    const verdict = check(row)
    if (verdict === 'keep') continue
    const fault = verdict === 'drop' ? { code: 'E_BAR_CONFLICT', reason: 'the bar stands twice' } : verdict
    throw new DataError(
      fault.code,
      `${place()}: ${fault.reason}`,
      'correct the columns, or import them with data import',
    )
  }
}

/** The interval told, or the smallest step between bars. */
function stepOf(t: Float64Array, interval: string | undefined): number {
  if (t.length === 0) refuse('there are no bars', 'give one at least')
  if (interval !== undefined) {
    const told = intervalMs(interval)
    if (told !== undefined) return told
    throw new DataError(
      'E_INTERVAL',
      `interval ${JSON.stringify(interval)} is none`,
      'use a number and s, m, h, d or w: 1m, 1d',
    )
  }
  let step = Infinity
  for (let i = 1; i < t.length; i++) step = Math.min(step, Math.abs(t[i]! - t[i - 1]!) || Infinity)
  return step === Infinity ? refuse('one bar does not tell its interval', 'give the interval: 1d') : step
}

/** A copy without −0 and with one kind of NaN, so that equal columns have equal bytes. */
function numbersOf(given: Numbers, name: string): Float64Array {
  if (given === null || typeof given !== 'object' || typeof given.length !== 'number')
    return refuse(`${name} is no list of numbers`, 'give an array or a typed array')
  const values = Float64Array.from(given)
  for (let i = 0; i < values.length; i++) values[i] = Number.isNaN(values[i]) ? Number.NaN : values[i]! + 0
  return values
}

function sameLength(values: Float64Array, t: Float64Array, name: string): Float64Array {
  if (values.length === t.length) return values
  return refuse(`${name} has ${values.length} entries, t has ${t.length}`, 'give one number a bar')
}

function columnsHash(t: Float64Array, intervalMs: number, calendar: Calendar, bars: readonly InstrumentBars[]): string {
  const bytes = (column: Float64Array | null) => column && sha256Hex(new Uint8Array(column.buffer))
  return contentHash({
    version: 1,
    t: bytes(t),
    intervalMs,
    calendar,
    bars: bars.map(({ instrument, open, high, low, close, volume }) => ({
      instrument,
      columns: [open, high, low, close, volume].map(bytes),
    })),
  })
}

function refuse(cause: string, remedy: string): never {
  throw new DataError('E_MARKET_COLUMNS', cause, remedy)
}
