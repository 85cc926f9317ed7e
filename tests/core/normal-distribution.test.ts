import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalInverse } from '../../src/core/normal-distribution.ts'

const vectors = JSON.parse(readFileSync(new URL('../vectors/numerics.json', import.meta.url), 'utf8')) as {
  tolerance: { relative: number }
  normalCdf: { z: number; cdf: number }[]
  normalInverse: { p: number; z: number }[]
}
const relative = (got: number, expected: number): number => Math.abs(got / expected - 1)

describe('normal distribution', () => {
  it.each(vectors.normalCdf)('numerics.json: cdf at $z', ({ z, cdf }) => {
    expect(relative(normalCdf(z), cdf)).toBeLessThanOrEqual(vectors.tolerance.relative)
  })

  it.each(vectors.normalInverse)('numerics.json: inverse at $p', ({ p, z }) => {
    expect(relative(normalInverse(p), z)).toBeLessThanOrEqual(vectors.tolerance.relative)
  })

  it('agrees with numbers of 50 digits in every range of the approximation (mpmath)', () => {
    const exact: [z: number, cdf: number][] = [
      [-30, 4.906713927148187e-198],
      [-10, 7.619853024160525e-24],
      [-4.2, 1.3345749015906338e-5],
      [-3, 0.0013498980316300946],
      [-1.9, 0.0287165598160018],
      [-1.5, 0.06680720126885807],
      [-1.25, 0.10564977366685525],
      [-0.5, 0.3085375387259869],
      [-0.001, 0.49960105778608893],
      [0.3, 0.6179114221889527],
      [0.7, 0.758036347776927],
      [1.3, 0.9031995154143897],
      [1.9, 0.9712834401839981],
      [2.5, 0.9937903346742238],
      [6, 0.9999999990134123],
    ]
    for (const [z, cdf] of exact)
      expect(relative(normalCdf(z), cdf), String(z)).toBeLessThan(Math.abs(z) < 8 ? 1e-14 : 2e-13)
  })

  it('is symmetric, monotone and in [0, 1]', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (z, step) => {
          expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 14)
          expect(normalCdf(z + step)).toBeGreaterThanOrEqual(normalCdf(z))
          expect(normalCdf(z)).toBeLessThanOrEqual(1)
        },
      ),
    )
  })

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (z) => {
        expect(normalInverse(normalCdf(z))).toBeCloseTo(z, 8)
      }),
    )
    expect(normalInverse(0.5)).toBe(0)
  })

  it('has its limits at the ends', () => {
    expect(normalCdf(0)).toBe(0.5)
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0)
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1)
    expect(normalCdf(Number.NaN)).toBeNaN()
    expect(normalInverse(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalInverse(1)).toBe(Number.POSITIVE_INFINITY)
    for (const p of [-0.1, 1.1, Number.NaN]) expect(normalInverse(p)).toBeNaN()
  })
})
