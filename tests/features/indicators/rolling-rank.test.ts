import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rollingRank } from '../../../src/features/indicators/rolling-rank.ts'
import { barsOf, compute, expectSeries, vectorBars, vectorSeries, vectors } from '../bars.ts'

describe('rolling-rank', () => {
  test('reference vector', () => {
    expectSeries(compute(rollingRank, { period: 20 }, vectorBars).rank!, vectorSeries('rollingRank'), vectors.tolerance)
  })

  test('counting each window gives the same, ties and all', () => {
    const series = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 12 }), (values, period) => {
        const expected = values.map((x, i) => {
          const window = values.slice(Math.max(0, i - period + 1), i + 1)
          const below = window.filter((value) => value < x).length
          const equal = window.filter((value) => value === x).length
          return window.length < period ? null : (below + (equal + 1) / 2) / period
        })
        expectSeries(compute(rollingRank, { period }, barsOf(values)).rank!, expected, { relative: 0, absolute: 0 })
      }),
    )
  })

  test('equal values rank in the middle, the highest at 1, the lowest at 1 / period', () => {
    const last = (series: number[]) => compute(rollingRank, { period: 4 }, barsOf(series)).rank![series.length - 1]
    expect([last([7, 7, 7, 7, 7]), last([0, 1, 2, 3, 4]), last([4, 3, 2, 1, 0])]).toEqual([0.625, 1, 0.25])
  })
})
