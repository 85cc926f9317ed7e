import { describe, expect, test } from 'vitest'
import { ema } from '../../../src/features/indicators/ema.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors, walk } from '../bars.ts'

describe('ema', () => {
  test('reference vector', () => {
    expectSeries(compute(ema, { period: 10 }, vectorBars).ema!, vectorSeries('ema'), vectors.tolerance)
  })

  test("TA-Lib's own example: 0 … 9 with period 3 is 1 … 8", () => {
    const got = compute(ema, { period: 3 }, barsOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).ema!
    expect(got).toEqual(Float64Array.of(Number.NaN, Number.NaN, 1, 2, 3, 4, 5, 6, 7, 8))
  })

  test.for([
    { file: 'elder-ray', column: 'ema', period: 13 },
    { file: 'macd', column: 'fastEma', period: 12 },
    { file: 'macd', column: 'slowEma', period: 26 },
  ])('Stock Indicators for .NET: $file $column', ({ file, column, period }, { skip }) => {
    const table = reference(file)
    if (!table) return skip()
    expectSeries(compute(ema, { period }, table.bars).ema!, table.column(column), vectors.tolerance)
  })

  test('a seed with the first value is forgotten within a few periods', () => {
    const { close } = walk(400, 3)
    const got = compute(ema, { period: 20 }, barsOf(close)).ema!
    let other = close[0]!
    for (const x of close) other += (2 / 21) * (x - other)
    expect(Math.abs(got[399]! - other)).toBeLessThan(1e-12 * other)
    expect(compute(ema, { period: 20 }, barsOf(close.subarray(0, 21))).ema![20]).not.toBe(other)
  })
})
