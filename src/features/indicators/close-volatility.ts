/**
 * Close-to-close volatility: the standard deviation of the last `period` log returns, annualised.
 *
 * Params:   input — column; period — returns (bars), integer ≥ 2; periodsPerYear — bars in a year, > 0
 * Input:    one column of positive values; a value ≤ 0 has no logarithm and counts as missing
 * Output:   volatility — per √year (0.2 is 20 %), ≥ 0; NaN for the first `period` values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), a logarithm a bar, no allocation; state is 24 bytes a bar of the period
 * Source:   the textbook estimator with the deviation over n − 1 and the mean taken off. R's TTR asked for n uses n − 1 returns.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { RollingMoments } from '../rolling/moments.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(2).describe('Log returns in the deviation, in bars, ≥ 2'),
  periodsPerYear: z
    .number()
    .positive()
    .max(1e12)
    .default(365)
    .describe('Bars in a year, > 0: 365 for daily bars round the clock, 252 for exchange days, 8760 for hours'),
})

export const closeVolatility: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period, periodsPerYear } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['volatility'],
      warmup: [period],
      lookback: 1,
      kernel: () => volatilityKernel(period, periodsPerYear),
    }
  },
}

function volatilityKernel(period: number, periodsPerYear: number): RangeKernel {
  const window = new RollingMoments(period)
  const scale = Math.sqrt(periodsPerYear)
  let started = false
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        out[i] = Number.NaN
        if (isMissing(value) || value <= 0) {
          window.restart()
          started = false
        } else if (started) {
          if (window.push(Math.log(value / x[i - 1]!))) out[i] = Math.sqrt(window.squares / (period - 1)) * scale
        } else started = true
      }
    },
  }
}
