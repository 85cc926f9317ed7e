import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RollingMoments } from '../../../src/features/rolling/moments.ts'

/** Two passes over one window. */
function twoPass(window: readonly number[]): { mean: number; squares: number } {
  const rough = window.reduce((sum, x) => sum + x, 0) / window.length
  const mean = rough + window.reduce((sum, x) => sum + (x - rough), 0) / window.length
  return { mean, squares: window.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) }
}

describe('RollingMoments', () => {
  test('variances that naive sums get wrong', () => {
    const { variance } = JSON.parse(readFileSync(new URL('../../vectors/numerics.json', import.meta.url), 'utf8'))
    for (const { x, mean, sampleVariance } of variance) {
      const window = new RollingMoments(x.length)
      const full = x.map((value: number) => window.push(value))
      expect(full).toEqual(x.map((_: number, i: number) => i === x.length - 1))
      expect(window.mean).toBe(mean)
      expect(window.squares / (x.length - 1)).toBeCloseTo(sampleVariance, 6)
    }
  })

  test('agrees with two passes over each window', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), fc.integer({ min: 1, max: 25 }), (series, period) => {
        const rolling = new RollingMoments(period)
        series.forEach((x, i) => {
          const full = rolling.push(x)
          expect(full).toBe(i >= period - 1)
          if (!full) return
          const window = series.slice(i - period + 1, i + 1)
          const { mean, squares } = twoPass(window)
          const size = Math.max(...window.map(Math.abs))
          expect(Math.abs(rolling.mean - mean)).toBeLessThanOrEqual(1e-14 * size + 1e-300)
          expect(Math.abs(rolling.squares - squares)).toBeLessThanOrEqual(
            1e-11 * squares + 1e-26 * size * size + 1e-300,
          )
        })
      }),
    )
  })

  test('after a spike passed nothing of it is left', () => {
    const calm = Array.from({ length: 300 }, (_, i) => 100 + ((i * 37) % 11) / 8)
    const rolling = new RollingMoments(50)
    for (const [i, x] of calm.entries()) rolling.push(i === 120 ? 1e9 : x)
    const { mean, squares } = twoPass(calm.slice(-50))
    expect(Math.abs(rolling.mean / mean - 1)).toBeLessThan(1e-15)
    expect(Math.abs(rolling.squares / squares - 1)).toBeLessThan(1e-12)
  })

  test('a restart forgets everything', () => {
    const used = new RollingMoments(3)
    const fresh = new RollingMoments(3)
    for (const x of [5, 9, 1, 7]) used.push(x)
    used.restart()
    for (const x of [2, 4, 9, 3, 1]) expect(used.push(x)).toBe(fresh.push(x))
    expect([used.mean, used.squares]).toEqual([fresh.mean, fresh.squares])
  })
})
