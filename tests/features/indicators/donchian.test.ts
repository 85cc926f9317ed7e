import fc from 'fast-check'
import { describe, test } from 'vitest'
import { donchian } from '../../../src/features/indicators/donchian.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('donchian', () => {
  test.each(['upper', 'lower', 'middle'])('reference vector: %s', (output) => {
    expectSeries(compute(donchian, {}, vectorBars)[output]!, vectorSeries('donchian', output), vectors.tolerance)
  })

  test('Stock Indicators for .NET, which leaves the current bar out, is one bar behind', ({ skip }) => {
    const table = reference('donchian')
    if (!table) return skip()
    const got = compute(donchian, { period: 20 }, table.bars)
    const names = { upper: 'upperBand', lower: 'lowerBand', middle: 'centerline' } as const
    for (const [output, column] of Object.entries(names))
      expectSeries(got[output]!.slice(0, -1), table.column(column).slice(1), vectors.tolerance)
  })

  test('maximum and minimum of each window, ties and all', () => {
    const series = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 12 }), (values, period) => {
        const { upper, lower } = compute(donchian, { period }, barsOf(values))
        const windows = values.map((_, i) => (i < period - 1 ? null : values.slice(i - period + 1, i + 1)))
        expectSeries(
          upper!,
          windows.map((w) => w && Math.max(...w)),
          { relative: 0, absolute: 0 },
        )
        expectSeries(
          lower!,
          windows.map((w) => w && Math.min(...w)),
          { relative: 0, absolute: 0 },
        )
      }),
    )
  })
})
