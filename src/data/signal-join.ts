/**
 * L1. Columns computed elsewhere, brought to the clock of a market: at each bar the values that were known at its close, never later ones.
 */
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { contentHash, sha256Hex } from '../core/hash.ts'
import { formatTime } from '../core/time.ts'
import type { Market } from '../domain/market.ts'

/** Rows of a source of signals, in its order. */
export interface SignalRows {
  /** For messages: the file. */
  readonly source: string
  /** When the row's values became known, UTC ms; strictly increasing for each instrument. */
  readonly knownAt: Float64Array
  /** Whose values they are; null: the same for every instrument. */
  readonly instrument: readonly string[] | null
  /** By name; NaN: no value. */
  readonly columns: Readonly<Record<string, Float64Array>>
}

/**
 * The market with `signals` beside its bars: as-of join by `knownAt <= close of the bar`, NaN before the first row. The hash covers them.
 * Errors (DataError): E_SIGNAL_ORDER, rows out of order or two at one time; E_SIGNAL_INSTRUMENT, a market's instrument has no row or the
 * rows name one that the market lacks. Cost: O(bars + rows) a column.
 */
export function withSignals(market: Market, rows: SignalRows): Market {
  const symbols = market.bars.map(({ instrument }) => instrument.symbol)
  const stranger = rows.instrument?.find((symbol) => !symbols.includes(symbol))
  if (stranger !== undefined) {
    throw new DataError(
      'E_SIGNAL_INSTRUMENT',
      `${rows.source}: there is no instrument "${stranger}"${didYouMean(stranger, symbols)}`,
      `instruments of the run: ${symbols.join(', ')}`,
    )
  }
  const bars = market.bars.map((it) => {
    const picked = rowsOf(rows, it.instrument.symbol)
    const at = asOf(market.t, market.intervalMs, rows.knownAt, picked)
    const signals = Object.entries(rows.columns).map(([name, values]) => [name, gather(values, at)] as const)
    return { ...it, signals: Object.fromEntries(signals) }
  })
  return { ...market, bars, hash: signalHash(market.hash, bars) }
}

/** A market's hash with that of its signals. */
export function signalHash(hash: string, bars: Market['bars']): string {
  const signals = bars.map((it) =>
    Object.entries(it.signals ?? {}).map(([name, values]) => [
      name,
      sha256Hex(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
    ]),
  )
  return signals.every((own) => own.length === 0) ? hash : contentHash({ market: hash, signals })
}

/** Numbers of an instrument's rows. */
function rowsOf({ source, knownAt, instrument }: SignalRows, symbol: string): Int32Array {
  const picked: number[] = []
  for (let i = 0; i < knownAt.length; i++) {
    if (instrument !== null && instrument[i] !== symbol) continue
    const before = picked.at(-1)
    if (before !== undefined && knownAt[i]! <= knownAt[before]!) {
      const [time, earlier] = [formatTime(knownAt[i]!), formatTime(knownAt[before]!)]
      throw new DataError(
        'E_SIGNAL_ORDER',
        `${source} row ${i + 1} (${time}): it is not later than the row before it (${earlier})`,
        'sort the rows by time and keep one for each time',
      )
    }
    picked.push(i)
  }
  if (picked.length === 0)
    throw new DataError(
      'E_SIGNAL_INSTRUMENT',
      `${source} has no row for ${symbol}`,
      'add rows, or leave the instrument out',
    )
  return Int32Array.from(picked)
}

/** For each bar the number of the last row known at its close; −1 before the first. */
function asOf(t: Float64Array, intervalMs: number, knownAt: Float64Array, rows: Int32Array): Int32Array {
  const at = new Int32Array(t.length)
  let next = 0
  for (let i = 0; i < t.length; i++) {
    const close = t[i]! + intervalMs
    while (next < rows.length && knownAt[rows[next]!]! <= close) next++
    at[i] = next === 0 ? -1 : rows[next - 1]!
  }
  return at
}

function gather(values: Float64Array, at: Int32Array): Float64Array {
  const out = new Float64Array(at.length)
  // −0 becomes 0 and every NaN the same one, so that equal signals have equal bytes.
  for (let i = 0; i < at.length; i++)
    out[i] = at[i]! < 0 || Number.isNaN(values[at[i]!]) ? Number.NaN : values[at[i]!]! + 0
  return out
}
