/**
 * ResultBatch ⇄ Arrow: the columns of shards, trials.parquet and returns.parquet, in this order:
 *
 *   trialId utf8 · index f64 · status utf8 · reason utf8 · one column an axis (f64 or utf8) · every metric (f64, null where NaN)
 *   returns list<f64> (in returns.parquet beside trialId, in a shard at the end)
 *
 * Numbers are f64 throughout (an index is exact to 2^53), so that every reader sees one numeric type. Float columns are handed over
 * without a copy; text is joined once.
 */
import type { Data, Field as FieldOf, Table } from 'apache-arrow'
import { StoreError } from '../core/errors.ts'
import type { ResultBatch } from '../domain/result-batch.ts'
import {
  Table as ArrowTable,
  Field,
  Float64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  tableToIPC,
  Utf8,
} from './arrow.ts'

/** Which columns stand between the fixed ones. The same for every batch of a run. */
export interface ResultLayout {
  readonly axes: readonly { readonly name: string; readonly kind: 'number' | 'text' }[]
  readonly metrics: readonly string[]
}

/** Which of a batch's columns go into a file. */
export type ResultFileKind = 'shard' | 'trials' | 'returns'

/** Errors: E_RESULT_COLUMNS when two columns share a name (an axis called `sharpe` or `index`). */
export function layoutOf(batch: ResultBatch): ResultLayout {
  const layout: ResultLayout = {
    axes: batch.axes.map(({ name, values }) => ({ name, kind: values instanceof Float64Array ? 'number' : 'text' })),
    metrics: batch.metrics.map(({ name }) => name),
  }
  const seen = new Set<string>([...FIXED, 'returns'])
  for (const name of [...layout.axes.map((axis) => axis.name), ...layout.metrics]) {
    if (seen.has(name)) {
      throw new StoreError(
        'E_RESULT_COLUMNS',
        `two columns of trials.parquet would be called "${name}"`,
        'Give the axis another name in sweep.space.',
      )
    }
    seen.add(name)
  }
  return layout
}

export const sameLayout = (a: ResultLayout, b: ResultLayout): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Arrow IPC stream of one batch: what parquet-wasm takes. Always exactly one record batch, also with 0 rows. */
export function batchToIpc(batch: ResultBatch, kind: ResultFileKind): Uint8Array {
  const columns = kind === 'returns' ? [idColumn(batch), returnsColumn(batch)] : trialColumns(batch)
  if (kind === 'shard') columns.push(returnsColumn(batch))
  const fields = columns.map(({ field }) => field)
  const schema = new Schema(fields)
  const rows = makeData({
    type: new Struct(fields),
    length: batch.rows,
    nullCount: 0,
    children: columns.map(({ data }) => data),
  })
  return tableToIPC(new ArrowTable(schema, [new RecordBatch(schema, rows)]), 'stream')
}

/** The batches of a shard's table or of trials.parquet (then without returns), one for each record batch, as views on the table's memory. */
export function batchesFromArrow(table: Table, layout: ResultLayout, from: number): ResultBatch[] {
  let next = from
  return table.batches.map((record) => {
    const column = (name: string): Data => {
      const data = record.getChild(name)?.data[0]
      if (data === undefined) throw new Error(`column ${name} is missing`)
      return data
    }
    const batch: ResultBatch = {
      from: next,
      rows: record.numRows,
      trialId: texts(column('trialId')),
      status: texts(column('status')),
      reason: texts(column('reason')),
      axes: layout.axes.map(({ name, kind }) => ({
        name,
        values: kind === 'number' ? numbers(column(name)) : texts(column(name)),
      })),
      metrics: layout.metrics.map((name) => ({ name, values: numbers(column(name)) })),
      returns: record.getChild('returns') ? lists(column('returns')) : [],
    }
    next += record.numRows
    return batch
  })
}

/** Rows [begin, end) of a batch as views, counted from its first row. */
export function sliceBatch(batch: ResultBatch, begin: number, end: number): ResultBatch {
  return {
    from: batch.from + begin,
    rows: end - begin,
    trialId: batch.trialId.slice(begin, end),
    status: batch.status.slice(begin, end),
    reason: batch.reason.slice(begin, end),
    axes: batch.axes.map(({ name, values }) => ({
      name,
      values: values instanceof Float64Array ? values.subarray(begin, end) : values.slice(begin, end),
    })),
    metrics: batch.metrics.map(({ name, values }) => ({ name, values: values.subarray(begin, end) })),
    returns: batch.returns.slice(begin, end),
  }
}

/** Consecutive batches of one layout as one. */
export function joinBatches(batches: readonly ResultBatch[]): ResultBatch {
  const first = batches[0]!
  if (batches.length === 1) return first
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0)
  const floats = (pick: (batch: ResultBatch) => Float64Array): Float64Array => {
    const out = new Float64Array(rows)
    let at = 0
    for (const batch of batches) {
      out.set(pick(batch), at)
      at += batch.rows
    }
    return out
  }
  return {
    from: first.from,
    rows,
    trialId: batches.flatMap((batch) => batch.trialId),
    status: batches.flatMap((batch) => batch.status),
    reason: batches.flatMap((batch) => batch.reason),
    axes: first.axes.map(({ name, values }, axis) => ({
      name,
      values:
        values instanceof Float64Array
          ? floats((batch) => batch.axes[axis]!.values as Float64Array)
          : batches.flatMap((batch) => batch.axes[axis]!.values as readonly string[]),
    })),
    metrics: first.metrics.map(({ name }, metric) => ({
      name,
      values: floats((batch) => batch.metrics[metric]!.values),
    })),
    returns: batches.flatMap((batch) => batch.returns),
  }
}

const FIXED = ['trialId', 'index', 'status', 'reason']
const TEXT = new Utf8()
const NUMBER = new Float64()
const RETURNS = new List(new Field('item', NUMBER, false))

interface Column {
  readonly field: FieldOf
  readonly data: Data
}

function trialColumns(batch: ResultBatch): Column[] {
  const index = new Float64Array(batch.rows)
  for (let i = 0; i < index.length; i++) index[i] = batch.from + i
  return [
    idColumn(batch),
    numberColumn('index', index),
    textColumn('status', batch.status),
    textColumn('reason', batch.reason),
    ...batch.axes.map(({ name, values }) =>
      values instanceof Float64Array ? numberColumn(name, values) : textColumn(name, values),
    ),
    ...batch.metrics.map(({ name, values }) => nullableColumn(name, values)),
  ]
}

const idColumn = (batch: ResultBatch): Column => textColumn('trialId', batch.trialId)

function numberColumn(name: string, data: Float64Array): Column {
  const field = new Field(name, NUMBER, false)
  return { field, data: makeData({ type: NUMBER, length: data.length, nullCount: 0, data }) }
}

function nullableColumn(name: string, data: Float64Array): Column {
  const field = new Field(name, NUMBER, true)
  const nullBitmap = new Uint8Array((data.length + 7) >> 3)
  let present = 0
  for (let i = 0; i < data.length; i++) {
    if (Number.isNaN(data[i])) continue
    nullBitmap[i >> 3]! |= 1 << (i & 7)
    present++
  }
  const nullCount = data.length - present
  // A null's slot holds NaN, whatever bits the evaluator left there: the writer drops it, and hashes see one value.
  return { field, data: makeData({ type: NUMBER, length: data.length, nullCount, nullBitmap, data }) }
}

function textColumn(name: string, values: readonly string[]): Column {
  const field = new Field(name, TEXT, false)
  const valueOffsets = new Int32Array(values.length + 1)
  let joined = values.join('')
  let data = Buffer.from(joined, 'utf8')
  const ascii = data.length === joined.length
  if (!ascii) {
    // Halves of a surrogate pair in neighbouring strings must not meet.
    joined = values.map((value) => value.toWellFormed()).join('')
    data = Buffer.from(joined, 'utf8')
  }
  for (let i = 0; i < values.length; i++) {
    const length = ascii ? values[i]!.length : Buffer.byteLength(values[i]!.toWellFormed(), 'utf8')
    valueOffsets[i + 1] = valueOffsets[i]! + length
  }
  return { field, data: makeData({ type: TEXT, length: values.length, nullCount: 0, valueOffsets, data }) }
}

function returnsColumn(batch: ResultBatch): Column {
  const valueOffsets = new Int32Array(batch.rows + 1)
  for (let i = 0; i < batch.rows; i++) valueOffsets[i + 1] = valueOffsets[i]! + batch.returns[i]!.length
  const data = new Float64Array(valueOffsets[batch.rows]!)
  for (let i = 0; i < batch.rows; i++) data.set(batch.returns[i]!, valueOffsets[i]!)
  const child = makeData({ type: NUMBER, length: data.length, nullCount: 0, data })
  return {
    field: new Field('returns', RETURNS, false),
    data: makeData({ type: RETURNS, length: batch.rows, nullCount: 0, valueOffsets, child }),
  }
}

function numbers(data: Data): Float64Array {
  const values = data.values as Float64Array
  if (data.nullCount === 0) return values
  const out = values.slice()
  const valid = data.nullBitmap
  for (let i = 0; i < out.length; i++) {
    const bit = i + data.offset
    if ((valid[bit >> 3]! & (1 << (bit & 7))) === 0) out[i] = Number.NaN
  }
  return out
}

function texts(data: Data): string[] {
  const bytes = data.values as Uint8Array
  const offsets = data.valueOffsets as Int32Array
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Array<string>(data.length)
  for (let i = 0; i < out.length; i++) out[i] = buffer.toString('utf8', offsets[i]!, offsets[i + 1]!)
  return out
}

function lists(data: Data): Float64Array[] {
  const offsets = data.valueOffsets as Int32Array
  const child = data.children[0]!.values as Float64Array
  const out = new Array<Float64Array>(data.length)
  for (let i = 0; i < out.length; i++) out[i] = child.subarray(offsets[i]!, offsets[i + 1]!)
  return out
}
