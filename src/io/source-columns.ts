/** Arrow record batches of foreign files, reduced to the few kinds of column that bars are made of. */
import { type Data, DataType, type Field, type RecordBatch, TimeUnit, type Vector } from 'apache-arrow'
import type { SourceBatch, SourceColumn } from '../domain/dataset.ts'

/** Copies what a batch holds; the result does not refer to it. Cost: O(rows × columns). */
export function sourceBatch(batch: RecordBatch): SourceBatch {
  const columns = batch.schema.fields.map((field, i) => sourceColumn(field, batch.getChildAt(i)!))
  return { rows: batch.numRows, columns }
}

const UNITS = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
} as const

function sourceColumn(field: Field, vector: Vector): SourceColumn {
  const { name, type } = field
  const column = { name, type: String(type), unit: null, zoneless: false, nulls: nullsOf(vector) }
  const [data] = vector.data
  if (DataType.isTimestamp(type) && data) {
    const zoneless = type.timezone === null || type.timezone === undefined
    return { ...column, kind: 'time', values: longs(data), unit: UNITS[type.unit as TimeUnit], zoneless }
  }
  // A date is a label; days become ms.
  if (DataType.isDate(type)) return { ...column, kind: 'time', values: dates(vector), unit: 'ms' }
  if (DataType.isInt(type) && data) {
    return type.bitWidth === 64
      ? { ...column, kind: 'integer', values: longs(data) }
      : { ...column, kind: 'integer', values: Float64Array.from(data.values as Int32Array) }
  }
  if (DataType.isFloat(type) && data && type.precision > 0) {
    return { ...column, kind: 'number', values: Float64Array.from(data.values as Float64Array) }
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || isTextDictionary(type)) {
    return { ...column, kind: 'text', values: Array.from(vector, (value) => (value === null ? null : String(value))) }
  }
  return { ...column, kind: 'other', values: new Float64Array(0) }
}

const isTextDictionary = (type: DataType): boolean => DataType.isDictionary(type) && DataType.isUtf8(type.dictionary)

/** 64-bit integers as they are; unsigned ones above 2^63 turn negative and fail every rule. */
const longs = (data: Data): BigInt64Array => BigInt64Array.from(data.values as BigInt64Array)

function dates(vector: Vector): BigInt64Array {
  return BigInt64Array.from({ length: vector.length }, (_, i) => {
    const value: unknown = vector.get(i)
    return BigInt(value === null ? 0 : Number(value))
  })
}

function nullsOf(vector: Vector): Uint8Array | null {
  if (vector.nullCount === 0) return null
  return Uint8Array.from({ length: vector.length }, (_, i) => (vector.isValid(i) ? 0 : 1))
}
