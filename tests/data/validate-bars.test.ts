/** B02 and B03: each rule has its code and shows its values. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarRow } from '../../src/data/bar-rows.ts'
import { type BarRules, barValidator, type Repair } from '../../src/data/validate-bars.ts'
import { MINUTE, START } from './bars-of.ts'

const NOW = START + 1000 * MINUTE
const bar = (change: Partial<BarRow> = {}): BarRow => ({
  t: START,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: 5,
  ...change,
})

function validator(rules: Partial<BarRules> = {}, told: [Repair, number][] = []) {
  const all = { intervalMs: MINUTE, nowMs: NOW, range: null, repairs: new Set<Repair>(), ...rules }
  return barValidator(all, (repair, t) => told.push([repair, t]))
}

it('keeps good bars, also without volume, flat, or without trades', () => {
  const check = validator()
  expect(check(bar())).toBe('keep')
  expect(check(bar({ t: START + MINUTE, volume: 0 }))).toBe('keep')
  expect(check(bar({ t: START + 2 * MINUTE, open: 3, high: 3, low: 3, close: 3 }))).toBe('keep')
  expect(validator()(bar({ volume: Number.NaN }))).toBe('keep')
})

describe('prices and volume (B02)', () => {
  it.each([
    [{ open: 0 }, 'E_BAR_PRICE', 'open 0 is not above 0'],
    [{ low: -9 }, 'E_BAR_PRICE', 'low -9 is not above 0'],
    [{ close: Number.NaN }, 'E_BAR_NUMBER', 'close NaN is not finite'],
    [{ high: Number.POSITIVE_INFINITY }, 'E_BAR_NUMBER', 'high Infinity is not finite'],
    [{ volume: -1 }, 'E_BAR_VOLUME', 'volume -1 is below 0'],
    [{ volume: Number.POSITIVE_INFINITY }, 'E_BAR_NUMBER', 'volume is infinite'],
    [{ high: 9, low: 10 }, 'E_BAR_OHLC', 'high 9 < low 10'],
    [{ high: 10, close: 11 }, 'E_BAR_OHLC', 'high 10 < close 11'],
    [{ high: 11, open: 11.5 }, 'E_BAR_OHLC', 'high 11 < open 11.5'],
    [{ low: 10.5 }, 'E_BAR_OHLC', 'low 10.5 > open 10'],
    [{ open: 11, low: 10.9, close: 10.5 }, 'E_BAR_OHLC', 'low 10.9 > close 10.5'],
  ])('%j', (change, code, reason) => expect(validator()(bar(change))).toMatchObject({ code, reason }))
})

describe('times (B03)', () => {
  it.each([
    [0, 'E_BAR_TIME', 'the time stamp is 0'],
    [Number.NaN, 'E_BAR_TIME', 'outside of the years'],
    [-6e12, 'E_BAR_TIME', 'outside of the years'],
    [1e18, 'E_BAR_TIME', 'outside of the years'],
    [NOW + MINUTE, 'E_BAR_FUTURE', 'opens in the future (it is 2024-01-01T16:40:00Z)'],
    [NOW, 'E_BAR_FUTURE', 'the bar is not closed yet'],
    [START + 1, 'E_BAR_GRID', 'not a multiple of the interval (60000 ms)'],
    [START + 0.001, 'E_BAR_GRID', 'not a multiple'],
  ])('%d', (t, code, reason) =>
    expect(validator()(bar({ t }))).toEqual({ code, reason: expect.stringContaining(reason) }),
  )

  it('takes the last bar that has closed', () => expect(validator()(bar({ t: NOW - MINUTE }))).toBe('keep'))

  it('keeps to the month that the file’s name says', () => {
    const range = [START, Date.UTC(2024, 1)] as const
    const check = validator({ range, nowMs: Date.UTC(2025, 0) })
    expect(check(bar({ t: START - MINUTE }))).toEqual({
      code: 'E_BAR_PARTITION',
      reason: "the file's name promises bars from 2024-01-01 to 2024-02-01",
    })
    expect(check(bar({ t: range[1] }))).toMatchObject({ code: 'E_BAR_PARTITION' })
    expect(check(bar({ t: range[1] - MINUTE }))).toBe('keep')
  })

  it('puts weeks on Mondays', () => {
    const week = 7 * 24 * 60 * MINUTE
    const check = validator({ intervalMs: week, nowMs: START + 10 * week })
    expect(check(bar({ t: START + 24 * 60 * MINUTE }))).toMatchObject({ code: 'E_BAR_GRID' })
    expect(check(bar())).toBe('keep') // 2024-01-01 was a Monday.
  })

  it('refuses a bar before the one before it', () => {
    const check = validator()
    check(bar({ t: START + MINUTE }))
    expect(check(bar())).toEqual({
      code: 'E_BAR_ORDER',
      reason: 'the bar opens before the one before it (2024-01-01T00:01:00Z)',
    })
    expect(check(bar({ t: START + 2 * MINUTE }))).toBe('keep')
  })

  it('tells a repeated bar from a contradicting one', () => {
    const told: [Repair, number][] = []
    const check = validator({}, told)
    check(bar())
    expect(check(bar())).toBe('drop')
    expect(told).toEqual([['drop-identical-duplicates', START]])
    expect(check(bar({ close: 11.5 }))).toEqual({
      code: 'E_BAR_CONFLICT',
      reason: 'a second bar with other values: 10 12 9 11 5, then 10 12 9 11.5 5',
    })
  })
})

describe('repairs, only where asked for', () => {
  it('clamps high and low', () => {
    const told: [Repair, number][] = []
    const row = bar({ open: 19.24, high: 18.57, low: 18, close: 18.2 })
    expect(validator({ repairs: new Set<Repair>(['clamp-ohlc']) }, told)(row)).toBe('keep')
    expect(row).toMatchObject({ open: 19.24, high: 19.24, low: 18, close: 18.2 })
    expect(told).toEqual([['clamp-ohlc', START]])
  })

  it('does not clamp what is no price', () => {
    expect(validator({ repairs: new Set<Repair>(['clamp-ohlc']) })(bar({ low: 0 }))).toMatchObject({
      code: 'E_BAR_PRICE',
    })
  })

  it('passes what will be sorted, and keeps the first of two', () => {
    const told: [Repair, number][] = []
    const check = validator({ repairs: new Set<Repair>(['sort', 'keep-first-duplicate']) }, told)
    check(bar({ t: START + MINUTE }))
    expect(check(bar())).toBe('keep')
    expect(check(bar({ close: 10 }))).toBe('drop')
    expect(told).toEqual([
      ['sort', START],
      ['keep-first-duplicate', START],
    ])
  })

  it('makes any positive prices a bar that passes', () => {
    const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(price, price, price, price, (open, high, low, close) => {
        const row = bar({ open, high, low, close })
        expect(validator({ repairs: new Set<Repair>(['clamp-ohlc']) })(row)).toBe('keep')
        expect(validator()(row)).toBe('keep')
      }),
    )
  })
})
