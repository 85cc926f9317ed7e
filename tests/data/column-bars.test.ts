import { describe, expect, it } from 'vitest'
import { type BarTimeOptions, barTimes } from '../../src/data/bar-times.ts'
import { columnBars } from '../../src/data/column-bars.ts'
import type { SourceBatch, SourceColumn } from '../../src/domain/dataset.ts'
import { MINUTE, recorder, START } from './bars-of.ts'

const column = (name: string, change: Partial<SourceColumn>): SourceColumn => ({
  name,
  type: 'Float64',
  kind: 'number',
  values: new Float64Array(2),
  unit: null,
  zoneless: false,
  nulls: null,
  ...change,
})
const prices = ['open', 'high', 'low', 'close'].map((name, i) =>
  column(name, { values: Float64Array.of([10, 12, 9, 11][i]!, 10) }),
)
const stamps = (values: readonly bigint[], change: Partial<SourceColumn> = {}): SourceColumn =>
  column('ts', {
    type: 'Timestamp<MILLISECOND>',
    kind: 'time',
    unit: 'ms',
    values: BigInt64Array.from(values),
    ...change,
  })
const T = BigInt(START)
const two = stamps([T, T + 60_000n])

function read(columns: readonly SourceColumn[], options: Partial<BarTimeOptions> = {}) {
  const sink = recorder()
  const times = barTimes({
    fileName: 'x',
    unit: 'auto',
    timeZone: undefined,
    dateOrder: undefined,
    intervalMs: MINUTE,
    ...options,
  })
  const reader = columnBars(
    { fileName: 'x.parquet', times, hasTimeZone: options.timeZone !== undefined, priceScale: 1 },
    sink,
  )
  reader.push({ rows: 2, columns } as SourceBatch)
  return sink
}

describe('times', () => {
  it.each([
    ['s', T / 1000n, 60n],
    ['ms', T, 60_000n],
    ['us', T * 1000n, 60_000_000n],
    ['ns', T * 1_000_000n, 60_000_000_000n],
  ] as const)('in %s become ms', (unit, first, step) => {
    const { rows } = read([stamps([first, first + step], { unit }), ...prices])
    expect(rows.map(([n, { t }]) => [n, t])).toEqual([
      [1, START],
      [2, START + MINUTE],
    ])
  })

  it('show what is finer than a ms', () => {
    expect(read([stamps([T * 1000n + 1n, T * 1000n], { unit: 'us' }), ...prices]).rows[0]![1].t).toBe(START + 0.001)
  })

  it('without a zone are UTC, which is said, or in the zone that was told', () => {
    const naive = stamps([T, T + 60_000n], { zoneless: true })
    const utc = read([naive, ...prices])
    expect([utc.rows[0]![1].t, utc.notes]).toEqual([START, ['ts names no time zone: read as UTC']])
    expect(read([naive, ...prices], { timeZone: 'America/New_York' }).rows[0]![1].t).toBe(START + 5 * 60 * MINUTE)
  })

  it('may be 64-bit integers, doubles or text', () => {
    const longs = column('ts', { kind: 'integer', type: 'Int64', values: BigInt64Array.of(T, T + 60_000n) })
    const doubles = column('ts', { values: Float64Array.of(START, START + MINUTE) })
    const texts = column('ts', { kind: 'text', type: 'Utf8', values: ['2024-01-01T00:00Z', '2024-01-01T00:01Z'] })
    for (const time of [longs, doubles, texts]) expect(read([time, ...prices]).rows[1]![1].t).toBe(START + MINUTE)
  })

  it('may not be 32-bit integers', () => {
    const ints = column('ts', { kind: 'integer', type: 'Int32', values: new Float64Array(2) })
    expect(() => read([ints, ...prices])).toThrow(
      expect.objectContaining({
        code: 'E_BAR_COLUMN_TYPE',
        message: 'x.parquet: column ts is Int32, which is not read as a time',
      }),
    )
  })
})

it('refuses prices that are no numbers', () => {
  const decimal = column('close', { kind: 'other', type: 'Decimal[10e+2]' })
  expect(() => read([two, ...prices.slice(0, 3), decimal])).toThrow(
    'column close is Decimal[10e+2], which is not read as a number',
  )
})

it('names missing and ignored columns', () => {
  expect(() => read([two, ...prices.slice(0, 3)])).toThrow('no column holds close')
  expect(read([two, ...prices, column('vwap', {})]).notes).toEqual(['ignored columns: vwap'])
})

it('names nulls and NaN by row and column', () => {
  const holed = column('volume', { nulls: Uint8Array.of(0, 1), values: Float64Array.of(Number.NaN, 0) })
  expect(read([two, ...prices, holed]).faults).toEqual(['1 E_BAR_NUMBER volume: NaN', '2 E_BAR_NULL volume: a null'])
})

it('makes a volume of −0 a 0', () => {
  const volume = column('volume', { values: Float64Array.of(-0, 1) })
  expect(Object.is(read([two, ...prices, volume]).rows[0]![1].volume, 0)).toBe(true)
})
