/**
 * Rolling rank: the share of the last `period` values that lie at or below the current one, ties counted half.
 *
 * Params:   input — column; period — bars, integer ≥ 1
 * Input:    one column, any unit
 * Output:   rank — (below + (equal + 1) / 2) / period, in (0, 1]; `equal` counts the value itself; NaN for the first period − 1 values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(log period) comparisons and at most `period` moves of 8 bytes a bar; no allocation; state is 8 bytes a bar of the period
 * Source:   average rank over n, as pandas' rolling rank(pct=True).
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { SortedWindow } from '../rolling/sorted-window.ts'

const schema = z.strictObject({ input: inputColumn, period: barCount(1).describe('Values compared, in bars, ≥ 1') })

export const rollingRank: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, period } = schema.parse(params)
    return {
      inputs: [input],
      outputs: ['rank'],
      warmup: [period - 1],
      lookback: period,
      kernel: () => rankKernel(period),
    }
  },
}

function rankKernel(period: number): RangeKernel {
  const window = new SortedWindow(period)
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        out[i] = Number.NaN
        if (isMissing(value)) {
          window.restart()
          continue
        }
        if (window.full) window.replace(x[i - period]!, value)
        else window.add(value)
        if (window.full) {
          const below = window.countBelow(value)
          const equal = window.countUpTo(value) - below
          out[i] = (below + (equal + 1) / 2) / period
        }
      }
    },
  }
}
