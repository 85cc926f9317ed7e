/**
 * Donchian channel: highest high and lowest low of the last `period` bars, the current one included.
 * A breakout rule compares with the channel of the bar before, since a bar never closes above a channel that holds its own high.
 *
 * Params:   period — bars, integer ≥ 1
 * Input:    high, low
 * Output:   upper, lower, middle = (upper + lower) / 2 — price unit; NaN for the first period − 1 values
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(1) a bar on average, no allocation; state is 32 bytes a bar of the period
 * Source:   Donchian's four-week rule (1960s), as in TA-Lib's MAX and MIN. Packages that leave the current bar out lag one bar behind.
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount } from '../parameters.ts'
import { RollingMaximum } from '../rolling/extreme.ts'

const schema = z.strictObject({
  period: barCount(1).default(20).describe('Bars in the channel, the current one included, ≥ 1'),
})

export const donchian: FeatureDefinition = {
  schema,
  bind(params) {
    const { period } = schema.parse(params)
    return {
      inputs: ['high', 'low'],
      outputs: ['upper', 'lower', 'middle'],
      warmup: [period - 1, period - 1, period - 1],
      lookback: 0,
      kernel: () => channelKernel(period),
    }
  },
}

function channelKernel(period: number): RangeKernel {
  const highest = new RollingMaximum(period)
  const deepest = new RollingMaximum(period) // of the negated lows
  return {
    advance(inputs, outputs, begin, end) {
      const [high, low] = inputs as [Float64Array, Float64Array]
      const [upper, lower, middle] = outputs as [Float64Array, Float64Array, Float64Array]
      for (let i = begin; i < end; i++) {
        const top = high[i]!
        const bottom = low[i]!
        if (isMissing(top) || isMissing(bottom)) {
          highest.restart()
          deepest.restart()
          upper[i] = lower[i] = middle[i] = Number.NaN
          continue
        }
        const above = highest.push(top)
        const below = 0 - deepest.push(0 - bottom)
        upper[i] = above
        lower[i] = below
        middle[i] = (above + below) / 2
      }
    },
  }
}
