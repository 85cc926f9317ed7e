/** Our own files, checked by an independent reader, and foreign ones (B06). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as arrow from 'apache-arrow'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import * as parquet from 'parquet-wasm'
import { describe, expect, it } from 'vitest'
import { sameBars } from '../../src/data/merge-bars.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import type { SourceBatch } from '../../src/domain/dataset.ts'
import { decodeBars, encodeBars, parquetBatches, ROW_GROUP_ROWS } from '../../src/io/parquet-file.ts'
import { barsFrom, MINUTE, START } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'

const ALL = ['t', 'open', 'high', 'low', 'close', 'volume'] as const
const bars = syntheticBars({ bars: 150_000, seed: 1, sigma: 0.001, startMs: START, intervalMs: MINUTE })

describe('our files', () => {
  const { bytes, groups } = encodeBars(bars)

  it('give back every bit', async () => {
    expect(groups).toEqual(
      [0, 1, 2].map((i) => ({ from: START + i * ROW_GROUP_ROWS * MINUTE, rows: [65_536, 65_536, 18_928][i]! })),
    )
    expect(sameBars(await decodeBars(bytes, [0, 1, 2], ALL, 'x'), bars)).toBe(true)
  })

  it('give single row groups and columns', async () => {
    const part = await decodeBars(bytes, [1], ['t', 'close'], 'x')
    expect(part.close).toEqual(bars.close.slice(ROW_GROUP_ROWS, 2 * ROW_GROUP_ROWS))
    expect([part.open.length, part.volume]).toEqual([0, null])
  })

  it('are the same bytes every time', () => expect(Buffer.compare(encodeBars(bars).bytes, bytes)).toBe(0))

  it('keep times before 1970, no volume and a single bar', async () => {
    const old = { ...barsFrom(Date.UTC(1950, 0, 3), 1, 86_400_000), volume: null }
    const columns = ALL.filter((name) => name !== 'volume')
    expect(sameBars(await decodeBars(encodeBars(old).bytes, [0], columns, 'x'), old)).toBe(true)
  })

  it('are read by hyparquet, with times in UTC', async () => {
    const few = barsFrom(START, 5, MINUTE)
    const file = encodeBars(few).bytes
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
    const rows = await parquetReadObjects({ file: buffer, compressors })
    expect(rows).toHaveLength(5)
    expect(rows[3]).toEqual({
      t: new Date(START + 3 * MINUTE),
      open: few.open[3],
      high: few.high[3],
      low: few.low[3],
      close: few.close[3],
      volume: few.volume![3],
    })
  })

  it('that are damaged are refused', async () => {
    await expect(decodeBars(bytes.slice(0, 5000), [0], ALL, 'x.parquet')).rejects.toThrow(
      expect.objectContaining({
        code: 'E_DATASET_FILE',
        message: expect.stringContaining('x.parquet cannot be decoded'),
      }),
    )
    await expect(decodeBars(bytes, [0], ['t', 'nope' as 'open'], 'x.parquet')).rejects.toThrow(
      expect.objectContaining({ code: 'E_DATASET_FILE' }),
    )
  })
})

function foreign(table: arrow.Table, rowsPerGroup = 1 << 20): Uint8Array {
  const properties = new parquet.WriterPropertiesBuilder().setMaxRowGroupSize(rowsPerGroup).build()
  return parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), properties)
}

async function batches(bytes: Uint8Array): Promise<SourceBatch[]> {
  const path = join(scratchFolder(), 'x.parquet')
  writeFileSync(path, bytes)
  const all: SourceBatch[] = []
  for await (const batch of parquetBatches(path)) all.push(batch)
  return all
}

describe('foreign files (B06)', () => {
  it('tell what their columns are', async () => {
    const stamps = arrow.makeVector(
      arrow.makeData({
        type: new arrow.TimestampMicrosecond(),
        length: 2,
        nullCount: 0,
        data: BigInt64Array.of(1n, 2n),
      }),
    )
    const table = new arrow.Table({
      ts: stamps,
      i64: arrow.makeVector(BigInt64Array.of(5n, 6n)),
      i32: arrow.vectorFromArray([1, 2], new arrow.Int32()),
      f64: arrow.makeVector(Float64Array.of(1.5, Number.NaN)),
      f32: arrow.makeVector(Float32Array.of(1.5, 2)),
      text: arrow.vectorFromArray(['a', null], new arrow.Utf8()),
      tags: arrow.vectorFromArray(['x', 'x']),
      day: arrow.vectorFromArray([new Date(START), new Date(START)], new arrow.DateDay()),
      holes: arrow.vectorFromArray([null, 2], new arrow.Float64()),
      flag: arrow.vectorFromArray([true, false], new arrow.Bool()),
    })
    const [batch] = await batches(foreign(table))
    const shown = batch!.columns.map(({ name, kind, values, unit, zoneless, nulls }) => [
      name,
      kind,
      [...values].slice(nulls ? 1 : 0),
      unit,
      zoneless,
      nulls && [...nulls],
    ])
    expect(shown).toEqual([
      ['ts', 'time', [1n, 2n], 'us', true, null],
      ['i64', 'integer', [5n, 6n], null, false, null],
      ['i32', 'integer', [1, 2], null, false, null],
      ['f64', 'number', [1.5, Number.NaN], null, false, null],
      ['f32', 'number', [1.5, 2], null, false, null],
      ['text', 'text', [null], null, false, [0, 1]],
      ['tags', 'text', ['x', 'x'], null, false, null],
      ['day', 'time', [BigInt(START), BigInt(START)], 'ms', false, null],
      ['holes', 'number', [2], null, false, [1, 0]],
      ['flag', 'other', [], null, false, null],
    ])
  })

  it('come row group by row group', async () => {
    const table = new arrow.Table({ x: arrow.makeVector(new Float64Array(2500)) })
    expect((await batches(foreign(table, 1000))).map((it) => it.rows)).toEqual([1000, 1000, 500])
  })

  it('may have no rows', async () => {
    const empty = foreign(new arrow.Table({ x: arrow.makeVector(new Float64Array(0)) }))
    expect((await batches(empty)).reduce((n, it) => n + it.rows, 0)).toBe(0)
  })

  const good = foreign(new arrow.Table({ x: arrow.makeVector(Float64Array.from({ length: 1000 }, (_, i) => i)) }))
  it.each<[string, Uint8Array]>([
    ['without a footer', good.slice(0, good.length - 100)],
    ['with a cut inside', Buffer.concat([good.slice(0, 100), good.slice(300)])],
    ['of its magic only', Buffer.from('PAR1')],
    [
      'with a footer that claims too much',
      Buffer.concat([good.slice(0, good.length - 8), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
    ],
  ])('%s are refused', async (_, bytes) => {
    await expect(batches(bytes)).rejects.toThrow(expect.objectContaining({ code: 'E_PARQUET_FILE' }))
  })
})
