/**
 * Rolling z-score: how many standard deviations the value lies above the mean of the last `period` values, itself included.
 *
 * Params:   input — column; period — bars, integer ≥ 2
 * Input:    one column, any unit
 * Output:   zScore — no unit, within ± (period − 1) / √period; NaN for the first period − 1 values; 0 when nothing moved
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is 24 bytes a bar of the period
 * Source:   the textbook definition with the deviation over n − 1, as pandas' rolling std. "Nothing moved" is a deviation of at most
 *           1e-12 of the mean: below that only rounding is left, and its z-score would be noise.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { RollingMoments } from '../rolling/moments.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(2).describe('Values in the mean and the deviation, in bars, ≥ 2'),
})

export const zScore: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['zScore'],
      warmup: [period - 1],
      lookback: 0,
      kernel: () => scoreKernel(period),
    }
  },
}

function scoreKernel(period: number): RangeKernel {
  const window = new RollingMoments(period)
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        out[i] = Number.NaN
        if (isMissing(value)) window.restart()
        else if (window.push(value)) {
          const deviation = Math.sqrt(window.squares / (period - 1))
          out[i] = deviation <= 1e-12 * Math.abs(window.mean) ? 0 : (value - window.mean) / deviation
        }
      }
    },
  }
}
