import { describe, test } from 'vitest'
import { rma } from '../../../src/features/indicators/rma.ts'
import { barsOf, compute, expectSeries, vectorBars, vectorSeries, vectors, walk } from '../bars.ts'

describe('rma', () => {
  test('reference vector', () => {
    expectSeries(compute(rma, { period: 14 }, vectorBars).rma!, vectorSeries('rma'), vectors.tolerance)
  })

  test("Wilder's own form: (previous · (n − 1) + x) / n", () => {
    const { close } = walk(200, 5)
    const got = compute(rma, { period: 7 }, barsOf(close)).rma!
    const expected: (number | null)[] = []
    close.forEach((x, i) => {
      const seed = close.subarray(0, 7).reduce((sum, value) => sum + value, 0) / 7
      expected.push(i < 6 ? null : i === 6 ? seed : (expected[i - 1]! * 6 + x) / 7)
    })
    expectSeries(got, expected, { relative: 1e-13, absolute: 0 })
  })
})
