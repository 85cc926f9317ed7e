/**
 * Simple moving average (SMA): the mean of the last `period` values.
 *
 * Params:   input — column; period — bars, integer ≥ 1
 * Input:    one column, any unit
 * Output:   sma — same unit; NaN for the first period − 1 values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), about 4 ns a bar, no allocation; state is a sum, its rounding error and a count
 * Source:   the textbook definition, summed as by Neumaier (1974): the error of each addition is carried along, so a spike that left
 *           the window leaves no trace (a plain running sum keeps 1e-7 of it for ever). Knuth's form of the error needs no branch.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'

const schema = z.strictObject({ input: inputColumn, period: barCount(1).describe('Values in the mean, in bars, ≥ 1') })

export const sma: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['sma'],
      warmup: [period - 1],
      lookback: period,
      kernel: () => meanKernel(period),
    }
  },
}

function meanKernel(period: number): RangeKernel {
  const state = new Float64Array(2) // sum, carry: a typed array, because a captured double would be allocated anew on every call
  let held = 0
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      let sum = state[0]!
      let carry = state[1]!
      let count = held
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        if (isMissing(value)) {
          sum = carry = count = 0
          out[i] = Number.NaN
          continue
        }
        if (count === period) {
          const old = -x[i - period]!
          const reduced = sum + old
          const taken = reduced - sum
          carry += sum - (reduced - taken) + (old - taken)
          sum = reduced
        } else count++
        const extended = sum + value
        const taken = extended - sum
        carry += sum - (extended - taken) + (value - taken)
        sum = extended
        out[i] = count === period ? (sum + carry) / period : Number.NaN
      }
      state[0] = sum
      state[1] = carry
      held = count
    },
  }
}
