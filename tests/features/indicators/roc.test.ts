import { describe, expect, test } from 'vitest'
import { roc } from '../../../src/features/indicators/roc.ts'
import { barsOf, compute, expectSeries, reference, vectors } from '../bars.ts'

describe('roc', () => {
  test('a fraction of the value `period` bars ago', () => {
    const got = compute(roc, { period: 2 }, barsOf([4, 8, 5, 2, 5])).roc!
    expect(got).toEqual(Float64Array.of(Number.NaN, Number.NaN, 0.25, -0.75, 0))
  })

  test('Stock Indicators for .NET, in percent there', ({ skip }) => {
    const table = reference('roc-wb')
    if (!table) return skip()
    const percent = compute(roc, { period: 20 }, table.bars).roc!.map((value) => 100 * value)
    expectSeries(percent, table.column('roc'), vectors.tolerance)
  })

  test('over an old value of 0 there is none on that bar only', () => {
    const got = compute(roc, { period: 1 }, barsOf([0, 5, 10, 0, 0, 1e-300, 1e149])).roc!
    expect(got.slice(1)).toEqual(Float64Array.of(Number.NaN, 1, -1, Number.NaN, Number.NaN, Number.NaN))
  })
})
