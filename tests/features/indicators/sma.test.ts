import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sma } from '../../../src/features/indicators/sma.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors, walk } from '../bars.ts'

const smaOf = (series: ArrayLike<number>, period: number) => compute(sma, { period }, barsOf(series)).sma!
const naive = (series: ArrayLike<number>, period: number) =>
  Array.from({ length: series.length }, (_, i) => {
    if (i < period - 1) return null
    let sum = 0
    for (let j = i - period + 1; j <= i; j++) sum += series[j]!
    return sum / period
  })

describe('sma', () => {
  test('reference vector', () => {
    expectSeries(compute(sma, { period: 10 }, vectorBars).sma!, vectorSeries('sma'), vectors.tolerance)
  })

  test("Tulip's published series", () => {
    const closes = [
      81.59, 81.06, 82.87, 83, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54, 86.89, 87.77, 87.29,
    ]
    const got = smaOf(closes, 5)
    expect(got[4]).toBeCloseTo(82.426, 12)
    expect(got[14]).toBeCloseTo(86.804, 12)
  })

  test('Stock Indicators for .NET', ({ skip }) => {
    const table = reference('sma')
    if (!table) return skip()
    expectSeries(compute(sma, { period: 20 }, table.bars).sma!, table.column('sma'), vectors.tolerance)
  })

  test('every window of any series has the mean of a plain sum', () => {
    const price = fc.double({ min: 0.01, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(price, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 30 }),
        (series, period) => {
          expectSeries(smaOf(series, period), naive(series, period), { relative: 1e-13, absolute: 0 })
        },
      ),
    )
  })

  test('digits survive cancellation', () => {
    const { compensatedSum } = JSON.parse(readFileSync(new URL('../../vectors/numerics.json', import.meta.url), 'utf8'))
    for (const { x, sum } of compensatedSum) expect(smaOf(x, x.length)[x.length - 1]).toBe(sum / x.length)
  })

  test('a spike that left the window leaves no trace, even after a million bars', () => {
    const series = walk(1_000_000, 7).close
    series[500] = 1e9
    const got = smaOf(series, 100)
    const tail = series.subarray(999_900)
    expect(Math.abs(got[999_999]! / (tail.reduce((sum, x) => sum + x, 0) / 100) - 1)).toBeLessThan(1e-15)
  })

  test('period 1 is the column itself', () => {
    expect(smaOf([3.1, 4.7, 0.1], 1)).toEqual(Float64Array.of(3.1, 4.7, 0.1))
  })

  test.each([0, -1, 1.5, '5', null, Number.NaN, 1e9, undefined])('period %s is refused', (period) => {
    expect(() => sma.bind({ period })).toThrow()
  })
})
