/**
 * Tables as Parquet, written piece by piece: a temp file, fsync, rename, so that a reader sees the whole file or none. Numbers are doubles
 * (null where NaN), times are timestamps in ms (UTC), texts are utf8; row groups of 65,536 rows, however long the pieces are. The bytes
 * depend on the rows and on how they come in pieces, nothing else.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import {
  Table as ArrowTable,
  type Data,
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMillisecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import * as parquet from 'parquet-wasm'
import type { Table, TableColumn } from '../domain/table.ts'
import { removeIfThere } from './atomic-file.ts'
import { ROW_GROUP_ROWS } from './parquet-file.ts'
import { CREATED_BY } from './shard-file.ts'
import { storeError } from './store-error.ts'

/** Writes one table. Errors: E_STORE_FULL, E_STORE_DENIED, E_STORE_IO. */
export async function writeTable(path: string, table: Table): Promise<void> {
  const file = new TableFile(path)
  try {
    await file.write(table)
    await file.finish()
  } catch (error) {
    await file.abandon()
    throw error
  }
}

/** A table that comes in pieces with the same columns; the first is written even when it has no rows. Memory: one piece. */
export class TableFile {
  readonly #path: string
  readonly #temp: string
  readonly #input: WritableStreamDefaultWriter<parquet.RecordBatch>
  readonly #output: Promise<void>
  #batches = 0

  /** Errors: E_STORE_DENIED, E_STORE_IO when the file cannot be made. */
  constructor(path: string) {
    this.#path = path
    this.#temp = `${path}.tmp`
    const file = this.#open()
    const { readable, writable } = new TransformStream<parquet.RecordBatch>(
      undefined,
      new CountQueuingStrategy({ highWaterMark: 1 }),
      new CountQueuingStrategy({ highWaterMark: 0 }),
    )
    this.#input = writable.getWriter()
    const properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression.ZSTD)
      .setMaxRowGroupSize(ROW_GROUP_ROWS)
      .setDictionaryEnabled(false)
      .setCreatedBy(CREATED_BY)
      .build()
    this.#output = this.#drain(parquet.transformParquetStream(readable, properties), file)
    this.#output.catch((error: unknown) => this.#input.abort(error)).catch(() => undefined)
    this.#input.closed.catch(() => undefined)
  }

  async write(table: Table): Promise<void> {
    for (let begin = 0; begin < table.rows || (begin === 0 && this.#batches === 0); begin += ROW_GROUP_ROWS) {
      const piece = parquet.Table.fromIPCStream(toIpc(table, begin, Math.min(table.rows, begin + ROW_GROUP_ROWS)))
      const batches = piece.recordBatches()
      piece.free()
      for (const batch of batches) {
        this.#batches++
        await Promise.race([this.#input.write(batch), this.#output]).catch((error: unknown) => {
          throw storeError(error, 'write', this.#path)
        })
      }
    }
  }

  /** Errors: E_STORE_FULL, E_STORE_DENIED, E_STORE_IO. */
  async finish(): Promise<void> {
    try {
      await this.#input.close()
      await this.#output
      renameSync(this.#temp, this.#path)
    } catch (error) {
      throw storeError(error, 'write', this.#path)
    }
  }

  /** Leaves no file. The stream is brought to its end, because parquet-wasm throws out of nowhere when its input is aborted. */
  async abandon(): Promise<void> {
    await this.#input.close().catch(() => undefined)
    await this.#output.catch(() => undefined)
    removeIfThere(this.#temp)
  }

  #open(): number {
    try {
      removeIfThere(this.#temp)
      return openSync(this.#temp, 'wx')
    } catch (error) {
      throw storeError(error, 'write', this.#path)
    }
  }

  async #drain(stream: Promise<ReadableStream>, file: number): Promise<void> {
    try {
      for await (const piece of (await stream) as AsyncIterable<Uint8Array>) {
        for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
      }
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}

function toIpc({ columns }: Table, begin: number, end: number): Uint8Array {
  const made = columns.map((column) => arrowColumn(column, begin, end))
  const fields = made.map(({ field }) => field)
  const schema = new Schema(fields)
  const children = made.map(({ data }) => data)
  const rows = makeData({ type: new Struct(fields), length: end - begin, nullCount: 0, children })
  return tableToIPC(new ArrowTable(schema, [new RecordBatch(schema, rows)]), 'stream')
}

function arrowColumn(column: TableColumn, begin: number, end: number): { field: Field; data: Data } {
  const { name, kind } = column
  if (kind === 'text') {
    const data = vectorFromArray(column.values.slice(begin, end), new Utf8()).data[0]
    return { field: new Field(name, new Utf8(), false), data: data ?? makeData({ type: new Utf8() }) }
  }
  const values = column.values.subarray(begin, end)
  const length = values.length
  if (kind === 'time') {
    const type = new TimestampMillisecond('UTC')
    const data = makeData({ type, length, nullCount: 0, data: BigInt64Array.from(values, (ms) => BigInt(ms)) })
    return { field: new Field(name, type, false), data }
  }
  return { field: new Field(name, new Float64(), true), data: numbers(values) }
}

function numbers(values: Float64Array): Data<Float64> {
  const valid = new Uint8Array(Math.ceil(values.length / 8))
  let nullCount = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) nullCount++
    else valid[i >> 3]! |= 1 << (i & 7)
  }
  const type = new Float64()
  if (nullCount === 0) return makeData({ type, length: values.length, nullCount, data: values })
  return makeData({ type, length: values.length, nullCount, nullBitmap: valid, data: values })
}
