import { describe, expect, test } from 'vitest'
import { closeVolatility } from '../../../src/features/indicators/close-volatility.ts'
import { barsOf, compute, vectorBars, vectors, walk } from '../bars.ts'

describe('close-volatility', () => {
  test('reference vector: 59 returns of 60 hourly bars', () => {
    const expected = vectors.indicators.closeVolatility!.expected as number
    const got = compute(closeVolatility, { period: 59, periodsPerYear: 8760 }, vectorBars).volatility!
    expect(Math.abs(got[59]! - expected)).toBeLessThan(vectors.tolerance.relative * expected)
    expect(got.subarray(0, 59).every(Number.isNaN)).toBe(true)
  })

  test('two passes over each window give the same', () => {
    const { close } = walk(120, 11)
    const got = compute(closeVolatility, { period: 10 }, barsOf(close)).volatility!
    for (let i = 10; i < 120; i++) {
      const logs = Array.from({ length: 10 }, (_, j) => Math.log(close[i - j]!) - Math.log(close[i - j - 1]!))
      const mean = logs.reduce((sum, x) => sum + x, 0) / 10
      const expected = Math.sqrt((365 / 9) * logs.reduce((sum, x) => sum + (x - mean) * (x - mean), 0))
      expect(Math.abs(got[i]! - expected)).toBeLessThan(1e-11 * expected)
    }
  })

  test('a value that has no logarithm restarts it', () => {
    const got = compute(closeVolatility, { period: 2 }, barsOf([1, 2, 3, 0, 1, 2, 1, -1, 4])).volatility!
    expect([...got].map(Number.isFinite)).toEqual([false, false, true, false, false, false, true, false, false])
  })

  test.each([{ period: 1 }, { period: 5, periodsPerYear: 0 }, {}])('%j is refused', (params) => {
    expect(() => closeVolatility.bind(params)).toThrow()
  })
})
