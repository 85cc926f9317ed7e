/**
 * Average true range (ATR): Wilder's average of the true range max(high − low, |high − previous close|, |low − previous close|).
 *
 * Params:   period — bars, integer ≥ 1
 * Input:    high, low, close
 * Output:   atr — price unit, ≥ 0; NaN for the first `period` values, because the true range starts at the second bar
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is one average
 * Source:   Wilder (1978), New Concepts in Technical Trading Systems, as in TA-Lib. Tulip counts high − low of the first bar and starts a
 *           bar earlier; the gap decays as (1 − 1/period)^bars.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount } from '../parameters.ts'
import { SeededAverage } from '../rolling/seeded-average.ts'

const schema = z.strictObject({
  period: barCount(1).default(14).describe('Wilder period of the true range, in bars, ≥ 1'),
})

export const atr: FeatureDefinition = {
  schema,
  bind(params) {
    const { period } = schema.parse(params)
    return {
      inputs: ['high', 'low', 'close'],
      outputs: ['atr'],
      warmup: [period],
      lookback: 1,
      kernel: () => rangeKernel(period),
    }
  },
}

function rangeKernel(period: number): RangeKernel {
  const average = new SeededAverage(period, 1 / period)
  let started = false
  return {
    advance(inputs, outputs, begin, end) {
      const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
      const out = outputs[0]!
      for (let i = begin; i < end; i++) {
        const top = high[i]!
        const bottom = low[i]!
        out[i] = Number.NaN
        if (isMissing(top) || isMissing(bottom) || isMissing(close[i]!)) {
          average.restart()
          started = false
        } else if (started) {
          const before = close[i - 1]!
          out[i] = average.push(Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before)))
        } else started = true
      }
    },
  }
}
