import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evenRange, logRange, stepCount, stepRange } from '../../src/search/decimal-range.ts'

describe('a stepped range', () => {
  it('is the decimals as one would type them', () => {
    expect(0.1 + 0.1 + 0.1).not.toBe(0.3)
    expect(stepRange(0.1, 0.3, 0.1)).toEqual([0.1, 0.2, 0.3])
    expect(stepRange(-0.3, 0.3, 0.1)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
    expect(stepRange(1e-7, 5e-7, 1e-7)).toEqual([1e-7, 2e-7, 3e-7, 4e-7, 5e-7])
    expect(stepRange(1e21, 3e21, 1e21)).toEqual([1e21, 2e21, 3e21])
  })

  it('ends at the last step that is not above the end', () => {
    expect(stepRange(5, 100, 10).at(-1)).toBe(95)
    expect(stepRange(0.1, 0.35, 0.1)).toEqual([0.1, 0.2, 0.3])
    expect(stepRange(7, 7, 1)).toEqual([7])
  })

  it('equals the literals for every number of decimals', () => {
    const digits = fc.integer({ min: 0, max: 8 })
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 200 }),
        digits,
        (from, step, n, places) => {
          const literal = (units: number) => Number(`${units}e-${places}`)
          const expected = Array.from({ length: n + 1 }, (_, i) => literal(from + i * step))
          expect(stepRange(literal(from), literal(from + n * step), literal(step))).toEqual(expected.map((x) => x + 0))
        },
      ),
    )
  })

  it('is counted without being made', () => {
    expect(stepCount(0, 1e15, 1e-9)).toBe(10n ** 24n + 1n)
    expect(stepCount(0, 1e300, 1e-300)).toBe(10n ** 600n + 1n)
  })
})

describe('an even range', () => {
  it('has exact ends and exact decimals where they are decimals', () => {
    expect(evenRange(0, 1, 11)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(evenRange(0, 1, 4)).toEqual([0, 1 / 3, 2 / 3, 1])
  })
})

describe('a log range', () => {
  it('has exact ends and equal ratios', () => {
    expect(logRange(1, 1000, 4)).toEqual([1, 10, 100, 1000])
    expect(logRange(0.001, 0.1, 3)).toEqual([0.001, 0.01, 0.1])
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 1.1, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 50 }),
        (from, factor, count) => {
          const points = logRange(from, from * factor, count)
          expect([points[0], points.at(-1), points.length]).toEqual([from, from * factor, count])
          for (let i = 2; i < count; i++)
            expect(((points[i]! / points[i - 1]!) * points[0]!) / points[1]!).toBeCloseTo(1, 9)
        },
      ),
    )
  })
})
