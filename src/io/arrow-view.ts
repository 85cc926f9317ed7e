/**
 * A market's columns as Arrow, on the memory where they stand: in the shared slab every thread sees the same bytes, and Arrow adds nothing
 * but names and types.
 */
import type { Table as ArrowTable } from 'apache-arrow'
import { assert } from '../core/assert.ts'
import type { Market } from '../domain/market.ts'
import { Field, Float64, makeData, RecordBatch, Schema, Struct, Table, Uint8 } from './arrow.ts'

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'present'] as const

/**
 * One instrument as a table of one batch: t (open time, UTC ms as a double), open … close, volume and present where there are any, then its
 * signals by name. No copy; the market's memory must outlive it. Cost: microseconds.
 */
export function arrowView(market: Market, instrument: number): ArrowTable {
  const bars = market.bars[instrument]
  assert(bars, 'the instrument is one of the market')
  const own = COLUMNS.flatMap((name) => (bars[name] ? [[name, bars[name]] as const] : []))
  const columns = [['t', market.t] as const, ...own, ...Object.entries(bars.signals ?? {})]
  const fields = columns.map(
    ([name, values]) => new Field(name, values instanceof Uint8Array ? new Uint8() : new Float64(), false),
  )
  const length = market.t.length
  const children = columns.map(([, data], i) =>
    makeData({
      type: fields[i]!.type as InstanceType<typeof Float64>,
      length,
      nullCount: 0,
      data: data as Float64Array,
    }),
  )
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children })
  return new Table([new RecordBatch(new Schema(fields), struct)])
}
