/**
 * Mean reversion on the relative strength index: buys weakness and sells strength, and leaves in the middle.
 *
 * Params: period — bars, ≥ 1 · low, high — entry levels of the RSI, 0 < low < 50 < high < 100 · middle — exit level, between them ·
 *         sides — long, short or both
 * Rule:   long when RSI < low until RSI ≥ middle; short when RSI > high until RSI ≤ middle. The score is −RSI, so that long is "above".
 * Source: Wilder (1978), New Concepts in Technical Trading Systems, with levels as parameters
 */
import { z } from 'zod'
import { defineStrategy } from './define.ts'

export const rsiReversion = defineStrategy({
  params: z
    .strictObject({
      period: z.int().min(1).default(14).describe('Wilder period of the RSI, in bars'),
      low: z.number().gt(0).lt(100).default(30).describe('buy below this RSI'),
      high: z.number().gt(0).lt(100).default(70).describe('sell short above this RSI'),
      middle: z.number().gt(0).lt(100).default(50).describe('leave at this RSI'),
      sides: z.enum(['long', 'short', 'both']).default('both').describe('which sides may be taken'),
    })
    .refine(({ low, middle, high }) => low <= middle && middle <= high, {
      path: ['middle'],
      error: 'must lie between low and high',
    }),
  build: ({ period, low, high, middle, sides }) => ({
    features: { rsi: { type: 'rsi', input: 'close', period } },
    model: { type: 'linear', inputs: ['rsi'], weights: [-1] },
    decision: { type: 'threshold', sides, enterLong: -low, exitLong: -middle, enterShort: -high, exitShort: -middle },
  }),
})
