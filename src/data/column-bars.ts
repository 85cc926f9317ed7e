/** L1. Batches of columns (Parquet, Arrow), to rows. Types are checked once a file, values row by row. */
import { DataError } from '../core/errors.ts'
import type { SourceBatch, SourceColumn } from '../domain/dataset.ts'
import { type ColumnPlaces, placeColumns } from './bar-columns.ts'
import { emptyRow, type RowSink } from './bar-rows.ts'
import type { BarTimes, TimeFault } from './bar-times.ts'

export interface ColumnOptions {
  readonly fileName: string
  readonly times: BarTimes
  /** Times without a zone are read in the zone of `times` if one was told, else as UTC, with a note. */
  readonly hasTimeZone: boolean
  readonly priceScale: number
}

export interface ColumnBars {
  /** Errors: E_BAR_COLUMNS (missing or double), E_BAR_COLUMN_TYPE. */
  push(batch: SourceBatch): void
}

/** Hands the rows of one file, or what is wrong with them, to the sink; rows count from 1. Cost: about 0.2 µs a row. */
export function columnBars(options: ColumnOptions, sink: RowSink): ColumnBars {
  const row = emptyRow()
  const prices = ['open', 'high', 'low', 'close'] as const
  let places: ColumnPlaces | undefined
  let rowNumber = 0
  return {
    push(batch) {
      if (!places) {
        places = placeColumns(batch.columns.map((column) => column.name))
        checkTypes(batch, places, options, sink)
      }
      const { columns } = batch
      const time = columns[places.t]!
      const volume = places.volume < 0 ? undefined : columns[places.volume]!
      const used = [time, ...prices.map((name) => columns[places![name]]!), ...(volume ? [volume] : [])]
      for (let i = 0; i < batch.rows; i++) {
        rowNumber++
        const empty = used.find((column) => column.nulls?.[i] === 1)
        if (empty) {
          sink.fault(rowNumber, { code: 'E_BAR_NULL', reason: 'a null', column: empty.name }, '')
          continue
        }
        const t = readTime(time, i, options)
        if (typeof t !== 'number') {
          sink.fault(rowNumber, { ...t, column: time.name }, String(time.values[i]))
          continue
        }
        row.t = t
        for (const name of prices) row[name] = Number(columns[places[name]]!.values[i]) / options.priceScale
        row.volume = volume ? Number(volume.values[i]) + 0 : Number.NaN // −0 becomes 0
        if (volume && Number.isNaN(row.volume)) {
          sink.fault(rowNumber, { code: 'E_BAR_NUMBER', reason: 'NaN', column: volume.name }, '')
          continue
        }
        sink.row(rowNumber, row)
      }
    },
  }
}

const MS_PER_UNIT = { s: 1000, ms: 1 } as const

function readTime(column: SourceColumn, i: number, { times, hasTimeZone }: ColumnOptions): number | TimeFault {
  const value = column.values[i]!
  if (column.kind !== 'time') return times.read(String(value))
  const ms = toMs(value as bigint, column.unit!)
  return column.zoneless && hasTimeZone ? times.fromLocal(ms) : ms
}

/** The whole ms are exact; what is finer than a ms stays visible as a fraction. */
function toMs(value: bigint, unit: 's' | 'ms' | 'us' | 'ns'): number {
  if (unit === 's' || unit === 'ms') return Number(value) * MS_PER_UNIT[unit]
  const perMs = unit === 'us' ? 1000n : 1_000_000n
  return Number(value / perMs) + Number(value % perMs) / Number(perMs)
}

function checkTypes({ columns }: SourceBatch, places: ColumnPlaces, options: ColumnOptions, sink: RowSink): void {
  const time = columns[places.t]!
  const isLong = time.values instanceof BigInt64Array || time.kind === 'number'
  if (time.kind === 'other' || (time.kind === 'integer' && !isLong)) {
    wrongType(options.fileName, time, 'a time', 'store a timestamp, or a 64-bit integer of s, ms, us or ns since 1970')
  }
  if (time.zoneless && !options.hasTimeZone) sink.note(`${time.name} names no time zone: read as UTC`)
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
    const column = columns[places[name]]
    if (!column || column.kind === 'number' || column.kind === 'integer') continue
    wrongType(options.fileName, column, 'a number', 'store it as a double')
  }
  if (places.ignored.length > 0) sink.note(`ignored columns: ${places.ignored.join(', ')}`)
}

function wrongType(file: string, { name, type }: SourceColumn, wanted: string, remedy: string): never {
  throw new DataError('E_BAR_COLUMN_TYPE', `${file}: column ${name} is ${type}, which is not read as ${wanted}`, remedy)
}
