import { describe, expect, it } from 'vitest'
import { findSeries, planRead } from '../../src/data/read-plan.ts'
import type { WarmUp } from '../../src/domain/dataset.ts'
import type { DataSpec } from '../../src/domain/strategy-spec.ts'
import { catalogOf, entry, MINUTE } from './bars-of.ts'

const month = (m: number): number => Date.UTC(2024, m)
/** Three months of minutes, 100 bars a row group, two groups a month, from each month's first minute on. */
const file = (m: number) =>
  entry(
    `BTC/1m/2024-0${m + 1}.parquet`,
    [0, 100].map((i) => ({ from: month(m) + i * MINUTE, rows: 100 })),
    month(m) + 199 * MINUTE,
  )
const catalog = catalogOf('1m', { BTC: [0, 1, 2].map(file) })
const spec = (change: Partial<DataSpec> = {}): DataSpec => ({
  dataset: 'test',
  instruments: ['BTC'],
  interval: '1m',
  from: null,
  to: null,
  missing: 'fill',
  ...change,
})

/** `file:groups` of what is read. */
const reads = (change: Partial<DataSpec>, warmUp: WarmUp): string[] =>
  planRead(catalog, spec(change), warmUp).series[0]!.files.map(
    ({ path, groups }) => `${path.slice(-10, -8)}:${groups.join('+')}`,
  )

describe('a plan lists', () => {
  it('everything, without a window', () => {
    expect(reads({}, 0)).toEqual(['01:0+1', '02:0+1', '03:0+1'])
    expect(planRead(catalog, spec(), 0).series[0]!.files.map((it) => it.rows)).toEqual([200, 200, 200])
  })

  it('no file after the window', () => {
    expect(reads({ to: month(1) }, 'all history')).toEqual(['01:0+1'])
    expect(reads({ to: month(1) + 1 }, 'all history')).toEqual(['01:0+1', '02:0'])
  })

  it('one row group before the window, so that a fill finds a close', () => {
    expect(reads({ from: month(1) }, 0)).toEqual(['01:1', '02:0+1', '03:0+1'])
    expect(reads({ from: month(1) + 150 * MINUTE, to: month(2) }, 0)).toEqual(['02:1'])
    expect(reads({ from: month(1) + 100 * MINUTE, to: month(2) }, 0)).toEqual(['02:0+1'])
  })

  it('as many groups before the window as the warm-up needs', () => {
    const from = month(2)
    expect(reads({ from }, 100)).toEqual(['02:1', '03:0+1'])
    expect(reads({ from }, 101)).toEqual(['02:0+1', '03:0+1'])
    expect(reads({ from }, 201)).toEqual(['01:1', '02:0+1', '03:0+1'])
    expect(reads({ from }, 10_000)).toEqual(['01:0+1', '02:0+1', '03:0+1'])
    expect(reads({ from }, 'all history')).toEqual(['01:0+1', '02:0+1', '03:0+1'])
  })

  it('fewer groups where the grid tells how many bars the first one has before the window', () => {
    const from = month(1) + 150 * MINUTE
    expect(reads({ from, to: month(2) }, 50)).toEqual(['02:1'])
    expect(reads({ from, to: month(2) }, 51)).toEqual(['02:0+1'])
    expect(reads({ from, to: month(2), missing: 'leave-out' }, 50)).toEqual(['02:0+1'])
  })

  it('all history where common times cannot be counted', () => {
    const two = catalogOf('1m', { BTC: [0, 1, 2].map(file), ETH: [0, 1, 2].map(file) })
    const plan = planRead(two, spec({ instruments: ['BTC', 'ETH'], from: month(2), missing: 'leave-out' }), 1)
    expect(plan.series.map((it) => it.files.length)).toEqual([3, 3])
  })

  it('instruments in the order of the config, with the repairs of what is read', () => {
    const repaired = { ...file(0), repairs: { sort: 2 } }
    const two = catalogOf('1m', {
      BTC: [repaired, { ...file(1), repairs: { sort: 1, 'clamp-ohlc': 4 } }],
      ETH: [file(0)],
    })
    const plan = planRead(two, spec({ instruments: ['ETH', 'BTC'] }), 0)
    expect(plan.series.map((it) => it.instrument.symbol)).toEqual(['ETH', 'BTC'])
    expect(plan.series[1]!.repairs).toEqual({ 'clamp-ohlc': 4, sort: 3 })
    expect(planRead(two, spec({ to: month(1) }), 0).series[0]!.repairs).toEqual({ sort: 2 })
  })
})

describe('a plan refuses', () => {
  it('unknown instruments and intervals, with the nearest name', () => {
    expect(() => planRead(catalog, spec({ instruments: ['BTX'] }), 0)).toThrow(
      expect.objectContaining({
        code: 'E_DATASET_INSTRUMENT',
        message: 'dataset test has no instrument "BTX" (did you mean "BTC"?)',
      }),
    )
    expect(() => findSeries(catalog, 'BTC', '5m')).toThrow(
      expect.objectContaining({ code: 'E_DATASET_INTERVAL', remedy: 'it has 1m' }),
    )
    expect(findSeries(catalog, 'BTC', '60s').series.interval).toBe('1m')
    expect(() => findSeries(catalog, 'constructor', '1m')).toThrow('has no instrument "constructor"')
  })

  it('a window without bars, saying what there is', () => {
    const message =
      'dataset test: no bars of BTC from 2025-01-01 to the last; they run from 2024-01-01 to 2024-03-01T03:19:00Z'
    expect(() => planRead(catalog, spec({ from: Date.UTC(2025, 0) }), 0)).toThrow(
      expect.objectContaining({ code: 'E_DATASET_RANGE', message }),
    )
    expect(() => planRead(catalog, spec({ to: month(0) }), 0)).toThrow('from the first to 2024-01-01')
  })

  it('two calendars', () => {
    const two = catalogOf('1m', { BTC: [file(0)], SPX: [file(0)] })
    const mixed = {
      ...two,
      instruments: two.instruments.map((it, i) =>
        i === 0
          ? it
          : { ...it, series: it.series.map((s) => ({ ...s, calendar: 'exchange' as const, periodsPerYear: 252 })) },
      ),
    }
    expect(() => planRead(mixed, spec({ instruments: ['BTC', 'SPX'] }), 0)).toThrow(
      'BTC (24x7, 365 days a year) and SPX (exchange, 252 days a year) do not share a calendar',
    )
  })
})
