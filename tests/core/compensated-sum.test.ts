import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compensatedMean, compensatedSum, sampleVariance } from '../../src/core/compensated-sum.ts'

const vectors = JSON.parse(readFileSync(new URL('../vectors/numerics.json', import.meta.url), 'utf8')) as {
  compensatedSum: { x: number[]; sum: number }[]
  variance: { x: number[]; mean: number; sampleVariance: number }[]
}

describe('compensated sum', () => {
  it.each(vectors.compensatedSum)('numerics.json: $x', ({ x, sum }) => {
    expect(compensatedSum(x)).toBe(sum)
  })

  it('is 0 for nothing, and a thousand tenths are 100', () => {
    expect(compensatedSum([])).toBe(0)
    expect(compensatedSum(new Float64Array(1_000).fill(0.1))).toBe(100)
  })

  it('overflows as a plain sum does, never to NaN', () => {
    expect(compensatedSum([1e308, 1e308, -1e308])).toBe(Number.POSITIVE_INFINITY)
    expect(compensatedSum([-1.7e308, -1.7e308])).toBe(Number.NEGATIVE_INFINITY)
  })

  it('is the exact sum, rounded once, for numbers on a common grid', () => {
    // Multiples of 2^-20 below 2^40 sum exactly as integers.
    const grid = fc.array(fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n }), { maxLength: 200 })
    fc.assert(
      fc.property(grid, (integers) => {
        const exact = integers.reduce((sum, value) => sum + value, 0n)
        expect(compensatedSum(integers.map((value) => Number(value) / 2 ** 20))).toBe(Number(exact) / 2 ** 20)
      }),
    )
  })
})

describe('mean and variance', () => {
  it.each(vectors.variance)('numerics.json: $x', ({ x, mean, sampleVariance: expected }) => {
    expect(compensatedMean(x)).toBe(mean)
    expect(sampleVariance(x)).toBe(expected)
  })

  it('are NaN when undefined', () => {
    expect(compensatedMean([])).toBeNaN()
    expect(sampleVariance([1])).toBeNaN()
  })
})
