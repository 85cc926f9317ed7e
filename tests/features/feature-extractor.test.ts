import { describe, expect, test } from 'vitest'
import { DataError } from '../../src/core/errors.ts'
import { FeatureExtractor } from '../../src/features/feature-extractor.ts'
import { sma } from '../../src/features/indicators/sma.ts'
import { barsOf, compute, walk } from './bars.ts'

const SPECS = {
  slow: { type: 'sma', input: 'fast', period: 30 },
  bands: { type: 'bollinger', input: 'slow', period: 10 },
  fast: { type: 'ema', period: 5 },
  range: { type: 'atr', period: 7 },
}
const KEYS = ['slow', 'bands.upper', 'bands.lower', 'bands.middle', 'fast', 'range']
const ROWS = 500

function extracted(splits: Iterable<number>): FeatureExtractor {
  const extractor = new FeatureExtractor(SPECS, ROWS)
  const bars = walk(ROWS, 21)
  let begin = 0
  for (const end of splits) {
    extractor.advance(bars, begin, end)
    begin = end
  }
  return extractor
}

describe('FeatureExtractor', () => {
  test('keys stand in the order of the config and first values belong to them', () => {
    const extractor = extracted([ROWS])
    expect(extractor.keys).toEqual(KEYS)
    expect(extractor.firstValue).toEqual([33, 42, 42, 42, 4, 7])
    const first = KEYS.map((key) => extractor.column(key)!.findIndex((value) => !Number.isNaN(value)))
    expect(first).toEqual(extractor.firstValue)
  })

  test('a row holds the columns', () => {
    const extractor = extracted([ROWS])
    const row = new Float64Array(KEYS.length)
    expect(extractor.at(321, row)).toBe(row)
    expect([...row]).toEqual(KEYS.map((key) => extractor.column(key)![321]))
    expect(extractor.at(10)[0]).toBeNaN()
    expect(extractor.column('nothing')).toBeUndefined()
  })

  test('a chain computes what its parts do', () => {
    const fast = extracted([ROWS]).column('fast')!
    expect(extracted([ROWS]).column('slow')).toEqual(compute(sma, { period: 30 }, barsOf(fast)).sma)
  })

  test('bar by bar gives the bits of one call', () => {
    const whole = extracted([ROWS])
    const live = extracted(Array.from({ length: ROWS }, (_, i) => i + 1))
    for (const key of KEYS) expect(live.column(key)).toEqual(whole.column(key))
  })

  test('a bounded window that slides gives them too', () => {
    const whole = extracted([ROWS])
    const all = walk(ROWS, 21)
    const live = new FeatureExtractor(SPECS, 2 * whole.lookback)
    const window = { ...barsOf(new Array(2 * whole.lookback).fill(0)) }
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) window[name] = window[name].slice()
    let held = 0
    for (let i = 0; i < ROWS; i++) {
      if (held === 2 * whole.lookback) {
        live.slide(whole.lookback)
        held -= whole.lookback
        for (const column of Object.values(window)) column.copyWithin(0, whole.lookback)
      }
      for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) window[name][held] = all[name][i]!
      live.advance(window, held, held + 1)
      expect(live.at(held)).toEqual(whole.at(i))
      held++
    }
  })

  test('more bars than one tile', () => {
    const bars = walk(20_000, 4)
    const extractor = new FeatureExtractor({ fast: { type: 'sma', period: 9 } }, 20_000)
    extractor.advance(bars, 0, 20_000)
    expect(extractor.column('fast')).toEqual(compute(sma, { period: 9 }, bars).sma)
  })

  test('a volume that is not there is refused by name', () => {
    const extractor = new FeatureExtractor({ flow: { type: 'sma', input: 'volume', period: 2 } }, 5)
    const { open, high, low, close } = walk(5, 1)
    const advance = () => extractor.advance({ open, high, low, close, volume: null }, 0, 5)
    expect(advance).toThrow(DataError)
    expect(advance).toThrow('features.flow reads volume, but these bars have none')
  })

  test('ranges must join, fit and keep what is read', () => {
    const extractor = new FeatureExtractor(SPECS, ROWS)
    const bars = walk(ROWS, 2)
    extractor.advance(bars, 0, 40)
    expect(() => extractor.advance(bars, 41, 42)).toThrow('invariant broken')
    expect(() => extractor.advance(bars, 40, ROWS + 1)).toThrow('invariant broken')
    expect(() => extractor.at(40)).toThrow('invariant broken')
    expect(() => extractor.slide(11)).toThrow('invariant broken')
  })

  test('no features, no keys', () => {
    const extractor = new FeatureExtractor({}, 3)
    extractor.advance(walk(3, 1), 0, 3)
    expect([extractor.keys, extractor.at(2).length, extractor.lookback]).toEqual([[], 0, 0])
  })
})
