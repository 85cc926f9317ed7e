/**
 * Trend following with two simple moving averages of the close: in the market while the fast one stands above the slow one.
 *
 * Params: fast, slow — bars, ≥ 1, fast < slow · sides — long, short or both
 * Source: Brock, Lakonishok & LeBaron (1992), J. Finance 47(5), variable-length moving-average rule without a band
 */
import { z } from 'zod'
import { defineStrategy } from './define.ts'

export const smaCross = defineStrategy({
  params: z
    .strictObject({
      fast: z.int().min(1).default(20).describe('bars of the fast average'),
      slow: z.int().min(2).default(100).describe('bars of the slow average'),
      sides: z.enum(['long', 'short', 'both']).default('long').describe('which sides may be taken'),
    })
    .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'must be below slow' }),
  build: ({ fast, slow, sides }) => ({
    features: {
      fast: { type: 'sma', input: 'close', period: fast },
      slow: { type: 'sma', input: 'close', period: slow },
    },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold', sides },
  }),
})
