/**
 * Moving average convergence/divergence (MACD): the difference of two EMAs, an EMA of it (the signal) and what lies between them.
 *
 * Params:   input — column; fast, slow — spans of the EMAs, signal — span of the signal's EMA; bars, integers ≥ 1 (fast < slow as a rule)
 * Input:    one column, any unit
 * Output:   macd — fast − slow, same unit, first at max(fast, slow) − 1; signal and histogram = macd − signal, signal − 1 bars later
 * Errors:   ZodError on bad parameters; advance never throws
 * Cost:     O(end − begin), no allocation; state is three averages
 * Source:   Appel (1979). Each EMA is seeded with the mean of its own first values. TA-Lib starts the fast EMA late, so that both seeds
 *           end on the same bar (equal after about 70 bars); Tulip rounds 2/13 and 2/27 to 0.15 and 0.075 (never equal).
 */
import { z } from 'zod'
import { type FeatureDefinition, isMissing, type RangeKernel } from '../contract.ts'
import { barCount, inputColumn } from '../parameters.ts'
import { SeededAverage } from '../rolling/seeded-average.ts'

const schema = z.strictObject({
  input: inputColumn,
  fast: barCount(1).default(12).describe('Span of the fast EMA, in bars, ≥ 1'),
  slow: barCount(1).default(26).describe('Span of the slow EMA, in bars, ≥ 1'),
  signal: barCount(1).default(9).describe('Span of the EMA of the difference, in bars, ≥ 1'),
})

export const macd: FeatureDefinition = {
  schema,
  bind(params) {
    const { input, fast, slow, signal } = schema.parse(params)
    const first = Math.max(fast, slow) - 1
    return {
      inputs: [input],
      outputs: ['macd', 'signal', 'histogram'],
      warmup: [first, first + signal - 1, first + signal - 1],
      lookback: 0,
      kernel: () => convergenceKernel(fast, slow, signal),
    }
  },
}

function convergenceKernel(fastSpan: number, slowSpan: number, signalSpan: number): RangeKernel {
  const fast = new SeededAverage(fastSpan, 2 / (fastSpan + 1))
  const slow = new SeededAverage(slowSpan, 2 / (slowSpan + 1))
  const smooth = new SeededAverage(signalSpan, 2 / (signalSpan + 1))
  return {
    advance(inputs, outputs, begin, end) {
      const x = inputs[0]!
      const [difference, signal, histogram] = outputs as [Float64Array, Float64Array, Float64Array]
      for (let i = begin; i < end; i++) {
        const value = x[i]!
        let apart = Number.NaN
        let smoothed = Number.NaN
        if (isMissing(value)) {
          fast.restart()
          slow.restart()
          smooth.restart()
        } else {
          apart = fast.push(value) - slow.push(value) // NaN until both have their seed
          if (!Number.isNaN(apart)) smoothed = smooth.push(apart)
        }
        difference[i] = apart
        signal[i] = smoothed
        histogram[i] = apart - smoothed
      }
    },
  }
}
