/**
 * Wilder's moving average (RMA, SMMA), seeded with the mean of the first `period` values.
 *
 * Params:   input — column; period — bars, integer ≥ 1; alpha = 1 / period
 * Input:    one column, any unit
 * Output:   rma — same unit; NaN for the first period − 1 values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is one average
 * Source:   Wilder (1978), New Concepts in Technical Trading Systems. It is the ema of 2 · period − 1 with another seed.
 */
import { z } from 'zod'
import type { FeatureDefinition } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { averageKernel } from '../rolling/seeded-average.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(1).describe('Wilder period n in bars, ≥ 1; a new value weighs 1 / n'),
})

export const rma: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['rma'],
      warmup: [period - 1],
      lookback: 0,
      kernel: () => averageKernel(period, 1 / period),
    }
  },
}
