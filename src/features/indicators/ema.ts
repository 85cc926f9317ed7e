/**
 * Exponential moving average (EMA), seeded with the mean of the first `period` values.
 *
 * Params:   input — column; period — bars, integer ≥ 1; alpha = 2 / (period + 1)
 * Input:    one column, any unit
 * Output:   ema — same unit; NaN for the first period − 1 values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is one average
 * Source:   Hunter (1986), J. Quality Technology 18(4); seed as in TA-Lib. Packages that seed with the first value (Tulip, pandas with
 *           adjust=False) differ in the first few multiples of `period`; see ema.test.ts.
 */
import { z } from 'zod'
import type { FeatureDefinition } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { averageKernel } from '../rolling/seeded-average.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(1).describe('Span n in bars, ≥ 1; a new value weighs 2 / (n + 1)'),
})

export const ema: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['ema'],
      warmup: [period - 1],
      lookback: 0,
      kernel: () => averageKernel(period, 2 / (period + 1)),
    }
  },
}
