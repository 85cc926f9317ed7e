/**
 * Rate of change (ROC): the simple return over `period` bars, x[i] / x[i − period] − 1.
 *
 * Params:   input — column; period — bars, integer ≥ 1
 * Input:    one column, any unit; meant for positive values
 * Output:   roc — fraction (0.01 is 1 %); NaN for the first `period` values, and where the old value is 0
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is a count
 * Source:   the textbook definition as a fraction; TA-Lib's ROC and most charts show it times 100 (TA-Lib's ROCP is this one).
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'

const schema = z.strictObject({ input: inputColumn, period: barCount(1).describe('Bars back to the old value, ≥ 1') })

export const roc: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['roc'],
      warmup: [period],
      lookback: period,
      kernel: () => changeKernel(period),
    }
  },
}

function changeKernel(period: number): RangeKernel {
  let count = 0 // values since the restart, at most `period`
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        out[i] = Number.NaN
        if (isMissing(value)) count = 0
        else if (count < period) count++
        else {
          const change = value / x[i - period]! - 1
          if (!isMissing(change)) out[i] = change
        }
      }
    },
  }
}
