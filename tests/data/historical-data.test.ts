import { describe, expect, it } from 'vitest'
import { historicalData } from '../../src/data/historical-data.ts'
import { sliceMarket } from '../../src/data/slice-market.ts'
import type { BarColumns, WarmUp } from '../../src/domain/dataset.ts'
import type { DataSpec } from '../../src/domain/strategy-spec.ts'
import { barsFrom, catalogOf, DAY, entry, HOUR, START } from './bars-of.ts'

const bars = barsFrom(START, 240, HOUR)
const catalog = (symbols: readonly string[]) =>
  catalogOf(
    '1h',
    Object.fromEntries(
      symbols.map((it) => [it, [entry(`${it}/1h/2024.parquet`, [{ from: START, rows: 240 }], bars.t[239]!)]]),
    ),
  )

function market(
  change: Partial<DataSpec> = {},
  warmUp: WarmUp = 'all history',
  series: readonly BarColumns[] = [bars],
) {
  const instruments = ['A', 'B'].slice(0, series.length)
  const spec: DataSpec = {
    dataset: 'test',
    instruments,
    interval: '1h',
    from: null,
    to: null,
    missing: 'fill',
    ...change,
  }
  return historicalData.assemble(historicalData.plan(catalog(instruments), spec, warmUp), series)
}

describe('a window', () => {
  it('of everything begins with bar 0', () => {
    const { t, first, dayEnds, calendar, periodsPerYear, intervalMs } = market()
    expect([t.length, first, dayEnds.length, calendar, periodsPerYear, intervalMs]).toEqual([
      240,
      0,
      10,
      '24x7',
      365,
      HOUR,
    ])
  })

  it('is [from, to) of open times', () => {
    const { t, first, dayEnds } = market({ from: START + 2 * DAY, to: START + 3 * DAY })
    expect([t.length, first, t.at(-1)]).toEqual([72, 48, START + 3 * DAY - HOUR])
    expect([...dayEnds]).toEqual([71])
  })

  it('has exactly the warm-up that was asked for, or what there is', () => {
    expect(market({ from: START + 2 * DAY }, 10)).toMatchObject({
      first: 10,
      t: expect.objectContaining({ length: 202 }),
    })
    expect(market({ from: START + 2 * DAY }, 0)).toMatchObject({ first: 0 })
    expect(market({ from: START + 2 * DAY }, 1000)).toMatchObject({ first: 48 })
  })

  it('begins where all instruments have begun', () => {
    const late = barsFrom(START + 5 * DAY, 120, HOUR, 200)
    const { t, first } = market({ from: START + DAY }, 10, [bars, late])
    expect([t[first], first]).toEqual([START + 5 * DAY, 0])
  })

  it('does not depend on its warm-up, also where it begins in a gap', () => {
    const keep = [...bars.t.keys()].filter((i) => i < 40 || i > 55)
    const pick = (column: Float64Array): Float64Array => Float64Array.from(keep, (i) => column[i]!)
    const holed = {
      t: pick(bars.t),
      open: pick(bars.open),
      high: pick(bars.high),
      low: pick(bars.low),
      close: pick(bars.close),
      volume: pick(bars.volume!),
    }
    const [short, long] = [0, 30].map((warmUp) => market({ from: START + 2 * DAY }, warmUp, [holed]))
    expect(short!.bars[0]!.close[0]).toBe(bars.close[39])
    expect([...short!.t]).toEqual([...long!.t.subarray(long!.first)])
    expect([...short!.bars[0]!.close]).toEqual([...long!.bars[0]!.close.subarray(30)])
    expect(short!.dayEnds.map((i) => i + 30)).toEqual(long!.dayEnds)
  })

  it('may not be empty', () => {
    expect(() => market({ from: START + 9 * DAY, to: START + 9 * DAY })).toThrow(
      'no bars of A from 2024-01-10 before 2024-01-10',
    )
    expect(() => market({ to: START + DAY }, 0, [bars, barsFrom(START + 5 * DAY, 10, HOUR)])).toThrow(
      expect.objectContaining({ code: 'E_DATASET_RANGE', message: expect.stringContaining('no bars of B') }),
    )
  })
})

describe('a slice', () => {
  const whole = { ...market(), hash: 'abc' }

  it('holds views of the same memory', () => {
    const slice = sliceMarket(whole, 24, 48, 96)
    expect(slice.t.buffer).toBe(whole.t.buffer)
    expect([slice.t.length, slice.first, slice.t[0], [...slice.dayEnds]]).toEqual([72, 24, START + DAY, [47, 71]])
    expect(slice.bars[0]!.close[0]).toBe(whole.bars[0]!.close[24])
  })

  it('has a hash of its range, and the market’s own when it is the whole', () => {
    expect(sliceMarket(whole, 0, 100, 240).hash).toBe('abc')
    const hash = sliceMarket(whole, 24, 48, 96).hash
    expect(sliceMarket(whole, 24, 60, 96).hash).toBe(hash)
    expect(sliceMarket(whole, 25, 48, 96).hash).not.toBe(hash)
    expect(sliceMarket(whole, 24, 48, 97).hash).not.toBe(hash)
  })

  it('forgets a mask that says nothing', () => {
    const present = new Uint8Array(240).fill(1, 50)
    const masked = { ...whole, bars: whole.bars.map((it) => ({ ...it, present })) }
    expect(sliceMarket(masked, 50, 50, 60).bars[0]!.present).toBeNull()
    expect(sliceMarket(masked, 49, 50, 60).bars[0]!.present![0]).toBe(0)
  })

  it('lies within its market', () => expect(() => sliceMarket(whole, 0, 0, 241)).toThrow('invariant broken'))
})
