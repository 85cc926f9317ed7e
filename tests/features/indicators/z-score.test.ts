import { describe, expect, test } from 'vitest'
import { zScore } from '../../../src/features/indicators/z-score.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('z-score', () => {
  test('reference vector', () => {
    expectSeries(compute(zScore, { period: 20 }, vectorBars).zScore!, vectorSeries('zscore'), vectors.tolerance)
  })

  test('Stock Indicators for .NET, which divides by n', ({ skip }) => {
    const table = reference('stdev')
    if (!table) return skip()
    const got = compute(zScore, { period: 14 }, table.bars).zScore!.map((value) => value * Math.sqrt(14 / 13))
    expectSeries(got, table.column('zScore'), vectors.tolerance)
  })

  test('0 when nothing moved, also when a rounding error is all that did', () => {
    const flat = new Array(30).fill(0.1)
    expect(compute(zScore, { period: 7 }, barsOf(flat)).zScore!.subarray(6)).toEqual(new Float64Array(24))
    const noise = flat.map((value, i) => value + (i % 2) * 2 ** -56)
    expect(compute(zScore, { period: 7 }, barsOf(noise)).zScore!.subarray(6)).toEqual(new Float64Array(24))
  })

  test('a small spread on a high level keeps its digits', () => {
    const series = Array.from({ length: 5_000 }, (_, i) => 1e6 + ((i * 7919) % 1000) * 1e-6)
    const window = series.slice(-100).map((value) => value - 1e6)
    const mean = window.reduce((sum, value) => sum + value, 0) / 100
    const deviation = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / 99)
    const got = compute(zScore, { period: 100 }, barsOf(series)).zScore![4_999]!
    expect(Math.abs(got - (window[99]! - mean) / deviation)).toBeLessThan(1e-6)
  })
})
