import { describe, expect, test } from 'vitest'
import { bollinger } from '../../../src/features/indicators/bollinger.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('bollinger', () => {
  test.each(['upper', 'lower', 'middle'])('reference vector: %s', (output) => {
    expectSeries(compute(bollinger, {}, vectorBars)[output]!, vectorSeries('bollinger', output), vectors.tolerance)
  })

  test('Stock Indicators for .NET', ({ skip }) => {
    const table = reference('bb')
    if (!table) return skip()
    const got = compute(bollinger, { period: 20, k: 2 }, table.bars)
    expectSeries(got.upper!, table.column('upperBand'), vectors.tolerance)
    expectSeries(got.lower!, table.column('lowerBand'), vectors.tolerance)
    expectSeries(got.middle!, table.column('sma'), vectors.tolerance)
  })

  test('equal values close the bands exactly', () => {
    const { upper, lower, middle } = compute(bollinger, { period: 7 }, barsOf(new Array(40).fill(0.1)))
    expect([upper![39], lower![39], middle![39]]).toEqual([0.1, 0.1, 0.1])
  })

  test.each([{ period: 1 }, { k: 0 }, { k: -1 }, { k: Number.POSITIVE_INFINITY }])('%j is refused', (params) => {
    expect(() => bollinger.bind(params)).toThrow()
  })
})
