/**
 * Bollinger bands: the mean of the last `period` values, and k of their standard deviations above and below it.
 *
 * Params:   input — column; period — bars, integer ≥ 2; k — standard deviations, > 0
 * Input:    one column, any unit
 * Output:   upper, lower, middle — same unit; NaN for the first period − 1 values; all three equal when nothing moved
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is 24 bytes a bar of the period
 * Source:   Bollinger (2001), Bollinger on Bollinger Bands: deviation over n, as in TA-Lib and Tulip. Mean and deviation come from merged
 *           Welford aggregates, so `middle` can differ from sma in its last digit.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { RollingMoments } from '../rolling/moments.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(2).default(20).describe('Values in the mean and the deviation, in bars, ≥ 2'),
  k: z.number().positive().max(1e6).default(2).describe('Half width of the bands, in standard deviations, > 0'),
})

export const bollinger: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period, k } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['upper', 'lower', 'middle'],
      warmup: [period - 1, period - 1, period - 1],
      lookback: 0,
      kernel: () => bandKernel(period, k),
    }
  },
}

function bandKernel(period: number, k: number): RangeKernel {
  const window = new RollingMoments(period)
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const [upper, lower, middle] = outputs as [Float64Array, Float64Array, Float64Array]
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        if (isMissing(value)) window.restart()
        else if (window.push(value)) {
          const half = k * Math.sqrt(window.squares / period)
          upper[i] = window.mean + half
          lower[i] = window.mean - half
          middle[i] = window.mean
          continue
        }
        upper[i] = lower[i] = middle[i] = Number.NaN
      }
    },
  }
}
