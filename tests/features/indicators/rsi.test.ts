import { describe, expect, test } from 'vitest'
import { rsi } from '../../../src/features/indicators/rsi.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('rsi', () => {
  test('reference vector', () => {
    expectSeries(compute(rsi, {}, vectorBars).rsi!, vectorSeries('rsi'), vectors.tolerance)
  })

  test("Tulip's published series", () => {
    const closes = [
      81.59, 81.06, 82.87, 83, 83.61, 83.15, 82.84, 83.99, 84.55, 84.36, 85.53, 86.54, 86.89, 87.77, 87.29,
    ]
    const published = [72.034, 64.927, 75.936, 79.796, 74.713, 83.033, 87.478, 88.755, 91.483, 78.498]
    const expected = [null, null, null, null, null, ...published]
    expectSeries(compute(rsi, { period: 5 }, barsOf(closes)).rsi!, expected, { relative: 0, absolute: 5e-4 })
  })

  test('Stock Indicators for .NET', ({ skip }) => {
    const table = reference('rsi')
    if (!table) return skip()
    expectSeries(compute(rsi, { period: 14 }, table.bars).rsi!, table.column('rsi'), vectors.tolerance)
  })

  test('only up is 100, only down 0, nothing moved 50', () => {
    const last = (series: number[]) => compute(rsi, { period: 3 }, barsOf(series)).rsi![series.length - 1]
    expect([last([1, 2, 3, 4, 5]), last([5, 4, 3, 2, 1]), last([2, 2, 2, 2, 2])]).toEqual([100, 0, 50])
  })
})
