import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256Hex } from '../../src/core/hash.ts'
import { readBar } from '../../src/data/bar-buffer.ts'
import { emptyRow } from '../../src/data/bar-rows.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import { barValidator } from '../../src/data/validate-bars.ts'
import { MINUTE, START } from './bars-of.ts'

const options = { bars: 20_000, seed: 42, sigma: 0.0008, startMs: START, intervalMs: MINUTE }

it('passes the rules of import, whatever its parameters', () => {
  const walks = fc.record({
    seed: fc.nat(),
    bars: fc.integer({ min: 0, max: 300 }),
    sigma: fc.double({ min: 0, max: 0.3, noNaN: true }),
    drift: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    price: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  })
  fc.assert(
    fc.property(walks, (walk) => {
      const bars = syntheticBars({ ...options, ...walk })
      const rules = { intervalMs: MINUTE, nowMs: Number.POSITIVE_INFINITY, range: null, repairs: new Set<never>() }
      const check = barValidator(rules, () => {})
      for (let i = 0; i < walk.bars; i++) {
        expect(check(readBar(bars, i, emptyRow()))).toBe('keep')
        expect(bars.open[i]).toBe(i === 0 ? walk.price : bars.close[i - 1])
      }
    }),
  )
})

it('has the moments that it was asked for', () => {
  const n = 400_000
  const { open, close, high, low, volume } = syntheticBars({ ...options, bars: n, sigma: 0.01, drift: 0.0002 })
  const returns = close.map((c, i) => Math.log(c / open[i]!))
  const mean = returns.reduce((a, b) => a + b) / n
  const variance = returns.reduce((a, r) => a + (r - mean) * (r - mean), 0) / (n - 1)
  const fourth = returns.reduce((a, r) => a + (r - mean) * (r - mean) * (r - mean) * (r - mean), 0) / n
  const standardError = 0.01 / Math.sqrt(n)
  expect(Math.abs(mean - (0.0002 - 0.01 * 0.01 * 0.5))).toBeLessThan(4 * standardError)
  expect(Math.sqrt(variance) / 0.01).toBeCloseTo(1, 2)
  expect(fourth / (variance * variance)).toBeCloseTo(3, 1)
  const autocovariance = returns.subarray(1).reduce((a, r, i) => a + (r - mean) * (returns[i]! - mean), 0) / n
  expect(Math.abs(autocovariance / variance)).toBeLessThan(4 / Math.sqrt(n))
  expect(high.filter((h, i) => h > Math.max(open[i]!, close[i]!)).length / n).toBeGreaterThan(0.3)
  expect(low.filter((l, i) => l < Math.min(open[i]!, close[i]!)).length / n).toBeGreaterThan(0.3)
  expect(volume.toSorted()[n / 2]! / 100_000).toBeCloseTo(1, 1)
})

it('is a function of its seed and name', () => {
  const hash = (change: object): string =>
    sha256Hex(new Uint8Array(syntheticBars({ ...options, ...change }).close.buffer))
  expect(hash({})).toBe(hash({ seed: '42' }))
  expect(new Set([hash({}), hash({ seed: 43 }), hash({ name: 'ETH' }), hash({ sigma: 0.0009 })]).size).toBe(4)
})

it('is a prefix of every longer one', () => {
  const long = syntheticBars({ ...options, bars: 1000 })
  const short = syntheticBars({ ...options, bars: 300 })
  for (const name of ['t', 'open', 'high', 'low', 'close', 'volume'] as const)
    expect(short[name]).toEqual(long[name].slice(0, 300))
})

// Changes only when what people have stored under a seed changes: then bump the streams' names.
it('has not changed', () => {
  const { t, open, high, low, close, volume } = syntheticBars(options)
  const bytes = [t, open, high, low, close, volume].flatMap((column) => [...new Uint8Array(column.buffer)])
  expect(sha256Hex(Uint8Array.from(bytes))).toMatchInlineSnapshot(
    `"f75769dd84ebd84220a7c25bf49e67233b0e1c6fe7125a4eae1867e5b6a4f814"`,
  )
})

it('stops before prices become useless', () => {
  expect(() => syntheticBars({ ...options, bars: 100_000, sigma: 0.5 })).toThrow(
    expect.objectContaining({ code: 'E_SYNTH_RANGE' }),
  )
  expect(() => syntheticBars({ ...options, sigma: 0.6 })).toThrow('invariant broken')
})

it('makes half a million bars in about a second at most', () => {
  syntheticBars({ ...options, bars: 1000 })
  const began = performance.now()
  syntheticBars({ ...options, bars: 500_000 })
  expect(performance.now() - began).toBeLessThan(3000) // Measured 240 ms; machines under load are slower.
})
