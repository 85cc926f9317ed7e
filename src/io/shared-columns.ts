/**
 * A market in memory that threads share: its columns stand once in a SharedArrayBuffer or in the buffer of a shared WebAssembly memory,
 * and every thread makes views on them from a small descriptor that can be posted.
 *
 *   t | instrument 0: open high low close [volume] [present] | instrument 1: … | day ends      each begins on 8 bytes
 */
import { Field, Float64, Int32, makeData, RecordBatch, Schema, Struct, Table, Uint8 } from 'apache-arrow'
import { assert } from '../core/assert.ts'
import type { Calendar, Instrument, InstrumentBars, Market } from '../domain/market.ts'

/** Where the columns of a market stand in a buffer; plain values, so it passes through postMessage. */
export interface SharedMarket {
  readonly length: number
  readonly t: number
  readonly instruments: readonly {
    readonly instrument: Instrument
    readonly open: number
    readonly high: number
    readonly low: number
    readonly close: number
    readonly volume: number | null
    readonly present: number | null
  }[]
  readonly dayEnds: { readonly at: number; readonly length: number }
  /** First byte after the market. */
  readonly end: number
  readonly intervalMs: number
  readonly first: number
  readonly calendar: Calendar
  readonly periodsPerYear: number
  readonly hash: string
}

/** Bytes that `shareMarket` needs. */
export const marketBytes = (market: Market): number => layOut(market, 0).end

/**
 * Copies a market into `buffer` from byte `at` on (a multiple of 8) and says where everything is. The only copy there is.
 * Cost: memory bandwidth.
 */
export function shareMarket(market: Market, buffer: ArrayBufferLike, at: number): SharedMarket {
  assert(at % 8 === 0, 'shared columns begin on 8 bytes')
  const shared = layOut(market, at)
  assert(shared.end <= buffer.byteLength, 'the market fits into the buffer')
  const target = marketFrom(shared, buffer)
  const copy = (to: Float64Array | Uint8Array | null, from: Float64Array | Uint8Array | null): void => {
    if (to && from) to.set(from)
  }
  copy(target.t, market.t)
  target.dayEnds.set(market.dayEnds)
  target.bars.forEach((bars, i) => {
    for (const name of COLUMNS) copy(bars[name], market.bars[i]![name])
  })
  return shared
}

/** The market at a descriptor, as views: no copy. The buffer must outlive it. Cost: microseconds. */
export function marketFrom(shared: SharedMarket, buffer: ArrayBufferLike): Market {
  const { length, instruments, dayEnds, intervalMs, first, calendar, periodsPerYear, hash } = shared
  const doubles = (at: number): Float64Array => new Float64Array(buffer, at, length)
  return {
    bars: instruments.map((it) => ({
      instrument: it.instrument,
      open: doubles(it.open),
      high: doubles(it.high),
      low: doubles(it.low),
      close: doubles(it.close),
      volume: it.volume === null ? null : doubles(it.volume),
      present: it.present === null ? null : new Uint8Array(buffer, it.present, length),
    })),
    t: doubles(shared.t),
    intervalMs,
    first,
    calendar,
    periodsPerYear,
    dayEnds: new Int32Array(buffer, dayEnds.at, dayEnds.length),
    hash,
  }
}

/** The columns of one instrument as an Arrow table of one batch, on the same memory: t (UTC ms as a double), open … close, volume, present. */
export function arrowView(market: Market, instrument: number): Table {
  const bars = market.bars[instrument]
  assert(bars, 'the instrument is one of the market')
  const columns = Object.entries({ t: market.t, ...columnsOf(bars) })
  const fields = columns.map(
    ([name, values]) => new Field(name, values instanceof Uint8Array ? new Uint8() : new Float64(), false),
  )
  const length = market.t.length
  const children = columns.map(([, data], i) =>
    makeData({ type: fields[i]!.type as Float64, length, nullCount: 0, data: data as Float64Array }),
  )
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  return new Table([new RecordBatch(new Schema(fields), struct)])
}

/** The day axis as an Arrow table, on the same memory. */
export function dayEndsView(market: Market): Table {
  const field = new Field('dayEnd', new Int32(), false)
  const length = market.dayEnds.length
  const children = [makeData({ type: field.type, length, nullCount: 0, data: market.dayEnds })]
  return new Table([
    new RecordBatch(new Schema([field]), makeData({ type: new Struct([field]), length, nullCount: 0, children })),
  ])
}

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'present'] as const

function columnsOf(bars: InstrumentBars): Record<string, Float64Array | Uint8Array> {
  return Object.fromEntries(COLUMNS.flatMap((name) => (bars[name] ? [[name, bars[name]]] : [])))
}

function layOut(market: Market, at: number): SharedMarket {
  let end = at
  const take = (bytes: number): number => {
    const begin = end
    end += Math.ceil(bytes / 8) * 8
    return begin
  }
  const { length } = market.t
  const t = take(length * 8)
  const instruments = market.bars.map((it) => ({
    instrument: it.instrument,
    open: take(length * 8),
    high: take(length * 8),
    low: take(length * 8),
    close: take(length * 8),
    volume: it.volume && take(length * 8),
    present: it.present && take(length),
  }))
  const dayEnds = { at: take(market.dayEnds.length * 4), length: market.dayEnds.length }
  const { intervalMs, first, calendar, periodsPerYear, hash } = market
  return { length, t, instruments, dayEnds, end, intervalMs, first, calendar, periodsPerYear, hash }
}
