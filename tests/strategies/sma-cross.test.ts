import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smaCross } from '../../src/strategies/sma-cross.ts'
import { intentsOf } from './intents-of.ts'

describe('sma-cross', () => {
  it('is long exactly while the mean of the last few closes is above that of many', () => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 30, maxLength: 120 }), (closes) => {
        // Powers of two: both means are exact, so that rounding cannot decide.
        const expected = closes.map((_, i) =>
          i >= 15 && mean(closes.slice(i - 3, i + 1)) > mean(closes.slice(i - 15, i + 1)) ? 1 : 0,
        )
        expect(intentsOf(smaCross.bind({ fast: 4, slow: 16 }), closes)).toEqual(expected)
      }),
    )
  })

  it('refuses a fast average that is not faster', () => {
    expect(smaCross.schema.safeParse({ fast: 20, slow: 20 }).success).toBe(false)
  })
})
