/**
 * Relative strength index (RSI): 100 U / (U + D), U and D Wilder averages of the upward and downward changes.
 *
 * Params:   input — column; period — changes in the seed, integer ≥ 1
 * Input:    one column, any unit
 * Output:   rsi — 0 … 100, no unit; NaN for the first `period` values; 50 when nothing moved
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is two averages and the previous value
 * Source:   Wilder (1978), New Concepts in Technical Trading Systems. TA-Lib gives 0 when nothing moved, a false "oversold".
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { SeededAverage } from '../rolling/seeded-average.ts'

const schema = z.strictObject({
  input: inputColumn,
  period: barCount(1).default(14).describe('Wilder period of the gains and losses, in bars, ≥ 1'),
})

export const rsi: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['rsi'],
      warmup: [period],
      lookback: 1,
      kernel: () => strengthKernel(period),
    }
  },
}

function strengthKernel(period: number): RangeKernel {
  const gains = new SeededAverage(period, 1 / period)
  const losses = new SeededAverage(period, 1 / period)
  let started = false
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        out[i] = Number.NaN
        if (isMissing(value)) {
          gains.restart()
          losses.restart()
          started = false
        } else if (started) {
          const change = value - x[i - 1]!
          const up = gains.push(change > 0 ? change : 0)
          const down = losses.push(change < 0 ? -change : 0)
          const moved = up + down
          out[i] = moved === 0 ? 50 : (100 * up) / moved
        } else started = true
      }
    },
  }
}
