/**
 * Bars as Parquet: our own files (written and read) and foreign ones (read).
 *
 * Our files hold t (timestamp in ms, UTC), open, high, low, close and, if the source has it, volume (doubles), no nulls, zstd, no
 * dictionaries, row groups of 65,536 bars. The bytes depend on the bars only: parquet-wasm's output changes with the batches that go
 * in, so each row group goes in as one batch.
 */
import { openAsBlob } from 'node:fs'
import * as arrow from 'apache-arrow'
import * as parquet from 'parquet-wasm'
import { DataError } from '../core/errors.ts'
import type { BarColumns, PartitionEntry, SourceBatch } from '../domain/dataset.ts'
import type { BarColumn } from '../domain/market.ts'
import { sourceBatch } from './source-columns.ts'

export const ROW_GROUP_ROWS = 65_536

export interface EncodedBars {
  readonly bytes: Uint8Array
  readonly groups: PartitionEntry['groups']
}

/** Encodes bars; needs at least one. Cost: about 0.4 µs a bar. */
export function encodeBars(bars: BarColumns): EncodedBars {
  const columns = VALUE_COLUMNS.filter((name) => bars[name] !== null)
  const schema = new arrow.Schema([
    new arrow.Field('t', new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, 'UTC'), false),
    ...columns.map((name) => new arrow.Field(name, new arrow.Float64(), false)),
  ])
  const batches: arrow.RecordBatch[] = []
  const groups: { from: number; rows: number }[] = []
  for (let begin = 0; begin < bars.t.length; begin += ROW_GROUP_ROWS) {
    const t = bars.t.subarray(begin, begin + ROW_GROUP_ROWS)
    const rows = t.length
    const stamps = BigInt64Array.from(t, (ms) => BigInt(ms))
    const values = columns.map((name) => bars[name]!.subarray(begin, begin + rows))
    const children = [stamps, ...values].map((data, i) =>
      arrow.makeData({
        type: schema.fields[i]!.type as arrow.Float64,
        length: rows,
        nullCount: 0,
        data: data as Float64Array,
      }),
    )
    const struct = arrow.makeData({ type: new arrow.Struct(schema.fields), length: rows, nullCount: 0, children })
    batches.push(new arrow.RecordBatch(schema, struct))
    groups.push({ from: t[0]!, rows })
  }
  const ipc = arrow.tableToIPC(new arrow.Table(schema, batches), 'stream')
  return { bytes: parquet.writeParquet(parquet.Table.fromIPCStream(ipc), writerProperties()), groups }
}

/**
 * Decodes the given row groups and columns of one of our files; columns that are not asked for come back empty, volume as null.
 * `bytes` must have been checked against its hash. Errors: E_DATASET_FILE. Cost: about 20 ns a value.
 */
export async function decodeBars(
  bytes: Uint8Array,
  groups: readonly number[],
  columns: readonly ('t' | BarColumn)[],
  path: string,
): Promise<BarColumns> {
  try {
    const file = await parquet.ParquetFile.fromFile(new Blob([bytes as Uint8Array<ArrayBuffer>]))
    try {
      const metadata = file.metadata()
      const rows = groups.reduce((total, group) => total + metadata.rowGroup(group).numRows(), 0)
      const out = new Map(columns.map((name) => [name, new Float64Array(rows)]))
      let at = 0
      for (const group of groups) {
        const table = await file.read({ rowGroups: [group], columns: [...columns], batchSize: ROW_GROUP_ROWS })
        for (const batch of arrow.tableFromIPC(table.intoIPCStream()).batches) {
          for (const [name, column] of out) copyColumn(batch, name, column, at)
          at += batch.numRows
        }
      }
      if (at !== rows) throw new Error(`${at} of ${rows} rows`)
      const column = (name: 't' | BarColumn): Float64Array => out.get(name) ?? new Float64Array(0)
      const [t, open, high, low, close] = [column('t'), column('open'), column('high'), column('low'), column('close')]
      return { t, open, high, low, close, volume: out.get('volume') ?? null }
    } finally {
      file.free()
    }
  } catch (cause) {
    throw new DataError('E_DATASET_FILE', `${path} cannot be decoded: ${(cause as Error).message}`, 'import it again', {
      cause,
    })
  }
}

/** Largest row group of a foreign file that is read, uncompressed. */
const LARGEST_GROUP_BYTES = 2 ** 30

/**
 * The rows of a foreign Parquet file, one row group at a time. Errors: E_PARQUET_FILE (cut off, broken), E_PARQUET_TOO_LARGE.
 */
export async function* parquetBatches(path: string): AsyncGenerator<SourceBatch> {
  try {
    const file = await parquet.ParquetFile.fromFile(await openAsBlob(path))
    try {
      const metadata = file.metadata()
      for (let group = 0; group < metadata.numRowGroups(); group++) {
        const { rows, bytes } = groupSize(metadata, group)
        if (!(bytes >= 0 && bytes <= LARGEST_GROUP_BYTES && rows >= 0 && rows < 2 ** 31))
          tooLarge(path, group, rows, bytes)
        const table = await file.read({ rowGroups: [group], batchSize: Math.max(1, Math.min(rows, ROW_GROUP_ROWS)) })
        let read = 0
        for (const batch of arrow.tableFromIPC(table.intoIPCStream()).batches) {
          read += batch.numRows
          yield sourceBatch(batch)
        }
        if (read !== rows) throw new Error(`row group ${group} holds ${read} rows instead of ${rows}`)
      }
    } finally {
      file.free()
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw new DataError(
      'E_PARQUET_FILE',
      `${path} is no sound Parquet file: ${(cause as Error).message ?? cause}`,
      'write it again',
      { cause },
    )
  }
}

const VALUE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const

/** Changes what files hash to: a new one makes every re-import look changed. */
const writerProperties = (): parquet.WriterProperties =>
  new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.ZSTD)
    .setMaxRowGroupSize(ROW_GROUP_ROWS)
    .setDictionaryEnabled(false)
    .setCreatedBy('quantfarm')
    .build()

function copyColumn(batch: arrow.RecordBatch, name: string, out: Float64Array, at: number): void {
  const data = batch.getChild(name)?.data[0]
  if (!data || data.nullCount > 0) throw new Error(`column ${name} is missing or holds nulls`)
  const values = data.values as Float64Array | BigInt64Array
  if (values instanceof Float64Array) out.set(values, at)
  else for (let i = 0; i < values.length; i++) out[at + i] = Number(values[i]!)
}

function groupSize(metadata: parquet.ParquetMetaData, group: number): { rows: number; bytes: number } {
  const meta = metadata.rowGroup(group)
  const size = { rows: meta.numRows(), bytes: meta.totalByteSize() }
  meta.free()
  return size
}

function tooLarge(path: string, group: number, rows: number, bytes: number): never {
  const message = `${path}: row group ${group} declares ${rows} rows and ${bytes} bytes`
  throw new DataError(
    'E_PARQUET_TOO_LARGE',
    message,
    `write it again with row groups below ${LARGEST_GROUP_BYTES} bytes`,
  )
}
