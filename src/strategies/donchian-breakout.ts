/**
 * Channel breakout on closes, in the manner of Donchian and the Turtles: enters at the highest close of `entry` bars, leaves at the lowest
 * close of `exit` bars; short the other way round. A close that only equals the old extreme does nothing.
 *
 * Params: entry — bars, ≥ 2 · exit — bars, 2 ≤ exit ≤ entry · sides — long, short or both
 * Source: Faith (2007), Way of the Turtle (20/10 and 55/20), with closes in place of highs and lows, so that the bar before is not needed
 *
 * A close is the strict highest of n when its rolling rank is exactly 1, the strict lowest when it is exactly 1/n; ranks move in halves of
 * 1/n. The score rank(exit) + w × rank(entry) with w = 1/(4 exit) orders first by the short rank, then by the long one, so four levels
 * between its steps tell the four events apart:
 *
 *   new low of entry < new low of exit <  …  < new high of exit < new high of entry
 */
import { z } from 'zod'
import { defineStrategy } from './define.ts'

export const donchianBreakout = defineStrategy({
  params: z
    .strictObject({
      entry: z.int().min(2).max(10_000).default(55).describe('bars whose highest close is bought'),
      exit: z.int().min(2).max(10_000).default(20).describe('bars whose lowest close is sold'),
      sides: z.enum(['long', 'short', 'both']).default('long').describe('which sides may be taken'),
    })
    .refine(({ entry, exit }) => exit <= entry, { path: ['exit'], error: 'must not be above entry' }),
  build: ({ entry, exit, sides }) => {
    const weight = 1 / (4 * exit)
    return {
      features: {
        entryRank: { type: 'rolling-rank', input: 'close', period: entry },
        exitRank: { type: 'rolling-rank', input: 'close', period: exit },
      },
      model: { type: 'linear', inputs: ['exitRank', 'entryRank'], weights: [1, weight] },
      decision: {
        type: 'threshold',
        sides,
        enterLong: 1 + weight * (1 - 1 / (4 * entry)),
        exitLong: 1 / exit + weight,
        enterShort: 1 / exit + (weight * 5) / (4 * entry),
        exitShort: 1,
      },
    }
  },
})
