import { describe, expect, test } from 'vitest'
import { ema } from '../../../src/features/indicators/ema.ts'
import { macd } from '../../../src/features/indicators/macd.ts'
import { barsOf, compute, expectSeries, reference, vectorBars, vectorSeries, vectors, walk } from '../bars.ts'

const OUTPUTS = ['macd', 'signal', 'histogram'] as const

describe('macd', () => {
  test.each(OUTPUTS)('reference vector: %s', (output) => {
    expectSeries(compute(macd, {}, vectorBars)[output]!, vectorSeries('macd', output), vectors.tolerance)
  })

  test('the difference from bar 25, the signal from bar 33', () => {
    expect(macd.bind({}).warmup).toEqual([25, 33, 33])
    expect(macd.bind({ fast: 30, slow: 10, signal: 1 }).warmup).toEqual([29, 29, 29])
  })

  test('Stock Indicators for .NET', ({ skip }) => {
    const table = reference('macd')
    if (!table) return skip()
    const got = compute(macd, {}, table.bars)
    for (const output of OUTPUTS) expectSeries(got[output]!, table.column(output), vectors.tolerance)
  })

  test('it is the difference of two emas, and the signal is the ema of that, to the bit', () => {
    const bars = walk(300, 9)
    const got = compute(macd, { fast: 5, slow: 17, signal: 4 }, bars)
    const fast = compute(ema, { period: 5 }, bars).ema!
    const slow = compute(ema, { period: 17 }, bars).ema!
    const difference = fast.map((value, i) => value - slow[i]!)
    expect(got.macd).toEqual(difference)
    expect(got.signal).toEqual(compute(ema, { period: 4 }, barsOf(difference)).ema)
  })
})
