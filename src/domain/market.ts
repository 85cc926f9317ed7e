/** The vocabulary of L1: instruments and their bars as columns on one common clock. */

/** What an exchange says of an instrument. Steps of 0 mean "no step". */
export interface Instrument {
  readonly symbol: string
  readonly currency: string
  /** Smallest price step, in currency. */
  readonly tickSize: number
  /** Smallest quantity step, in units. */
  readonly lotSize: number
  /** Currency per unit and price point: 1 for spot. */
  readonly multiplier: number
}

export const BAR_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const
export type BarColumn = (typeof BAR_COLUMNS)[number]

/** What layers read by name besides features: a column of the bars, or one that the user brought along. */
export type TapeColumn = BarColumn | `signals.${string}`

/** Bars of one instrument on the clock. Every array has the clock's length. */
export interface InstrumentBars {
  readonly instrument: Instrument
  /** Prices finite and > 0 everywhere; a missing bar repeats the last close in all four and has volume 0. */
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Units traded, ≥ 0; null when the source has none (then participation does not cap). */
  readonly volume: Float64Array | null
  /** 1 where the bar exists, 0 where it was filled; null when all exist. Nothing fills or touches on a filled bar. */
  readonly present: Uint8Array | null
  /** Columns computed elsewhere, by the names that follow `signals.`: what was known at each bar's close, NaN before there was anything. */
  readonly signals?: Readonly<Record<string, Float64Array>>
}

/** A column by its name; null or undefined when the instrument has none. */
export function columnOf(
  bars: Pick<InstrumentBars, BarColumn | 'signals'>,
  column: TapeColumn,
): Float64Array | null | undefined {
  if (!column.startsWith('signals.')) return bars[column as BarColumn]
  const name = column.slice('signals.'.length)
  return bars.signals !== undefined && Object.hasOwn(bars.signals, name) ? bars.signals[name] : undefined
}

export type Calendar = '24x7' | 'exchange'

/** A time slice of a dataset: what one run sees. */
export interface Market {
  readonly bars: readonly InstrumentBars[]
  /** Open times, UTC ms, strictly increasing, on the interval's grid. */
  readonly t: Float64Array
  readonly intervalMs: number
  /** First bar of the evaluation window; bars before it only warm features up. */
  readonly first: number
  readonly calendar: Calendar
  readonly periodsPerYear: number
  /** Bar index of each day's last bar, from the window's first day on: one entry a day, repeated for carried days (24x7). */
  readonly dayEnds: Int32Array
  /** Identity of the slice's content (datasets, instruments, range, gap policy). */
  readonly hash: string
}
