import { describe, expect, test } from 'vitest'
import { atr } from '../../../src/features/indicators/atr.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('atr', () => {
  test('reference vector', () => {
    expectSeries(compute(atr, {}, vectorBars).atr!, vectorSeries('atr'), vectors.tolerance)
  })

  test('Stock Indicators for .NET', ({ skip }) => {
    const table = reference('atr')
    if (!table) return skip()
    expectSeries(compute(atr, { period: 14 }, table.bars).atr!, table.column('atr'), vectors.tolerance)
    const ranges = table.column('tr')
    expectSeries(compute(atr, { period: 1 }, table.bars).atr!, ranges, vectors.tolerance)
  })

  test('a gap over the previous close counts, upwards and downwards', () => {
    const bars = {
      ...barsOf([0, 0, 0]),
      high: Float64Array.of(10, 15, 6),
      low: Float64Array.of(9, 14, 5),
      close: Float64Array.of(9, 14, 6),
    }
    expect(compute(atr, { period: 1 }, bars).atr).toEqual(Float64Array.of(Number.NaN, 6, 9))
  })
})
