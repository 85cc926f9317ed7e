import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { donchianBreakout } from '../../src/strategies/donchian-breakout.ts'
import { intentsOf } from './intents-of.ts'

type Sides = 'long' | 'short' | 'both'

/** The rule as the books tell it: compare a close with the extremes of the closes before it. */
function plainBreakout(closes: readonly number[], entry: number, exit: number, sides: Sides): number[] {
  let state = 0
  return closes.map((close, i) => {
    const above = (bars: number) => i >= bars - 1 && closes.slice(i - bars + 1, i).every((before) => close > before)
    const below = (bars: number) => i >= bars - 1 && closes.slice(i - bars + 1, i).every((before) => close < before)
    if (above(entry) && sides !== 'short') state = 1
    else if (below(entry) && sides !== 'long') state = -1
    else if (i >= entry - 1 && ((state === 1 && below(exit)) || (state === -1 && above(exit)))) state = 0
    return state
  })
}

describe('donchian-breakout', () => {
  it('takes the positions of the plain rule, ties included', () => {
    // Few levels, so that ties are common.
    const close = fc.integer({ min: 90, max: 110 })
    fc.assert(
      fc.property(
        fc.array(close, { minLength: 40, maxLength: 200 }),
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 2, max: 30 }),
        fc.constantFrom<Sides>('long', 'short', 'both'),
        (closes, a, b, sides) => {
          const [entry, exit] = [Math.max(a, b), Math.min(a, b)]
          expect(intentsOf(donchianBreakout.bind({ entry, exit, sides }), closes)).toEqual(
            plainBreakout(closes, entry, exit, sides),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  it('tells its levels apart at the longest windows', () => {
    const { decision } = donchianBreakout.bind({ entry: 10_000, exit: 10_000, sides: 'both' })
    const { enterLong, exitLong, enterShort, exitShort } = decision as unknown as Record<string, number>
    expect(enterShort).toBeLessThan(exitLong!)
    expect(exitLong).toBeLessThan(exitShort!)
    expect(exitShort).toBeLessThan(enterLong!)
    expect(enterLong).toBeLessThan(1 + 1 / 40_000)
  })

  it('refuses an exit longer than the entry', () => {
    expect(donchianBreakout.schema.safeParse({ entry: 10, exit: 20 }).error?.issues[0]).toMatchObject({
      path: ['exit'],
      message: 'must not be above entry',
    })
  })
})
