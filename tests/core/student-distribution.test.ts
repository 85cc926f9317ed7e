import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf } from '../../src/core/normal-distribution.ts'
import { studentUpperTail } from '../../src/core/student-distribution.ts'

const vectors = JSON.parse(readFileSync(new URL('../vectors/numerics.json', import.meta.url), 'utf8')) as {
  tolerance: { relative: number }
  studentUpperTail: { t: number; df: number; upperTail: number }[]
}
const relative = (got: number, expected: number): number => Math.abs(got / expected - 1)

describe('Student t', () => {
  it.each(vectors.studentUpperTail)('numerics.json: t $t, $df degrees', ({ t, df, upperTail }) => {
    expect(relative(studentUpperTail(t, df), upperTail)).toBeLessThanOrEqual(vectors.tolerance.relative)
  })

  it('agrees with numbers of 400 digits (mpmath)', () => {
    const exact: [t: number, df: number, tail: number][] = [
      [0.01, 0.5, 0.49730337181805223],
      [3, 0.5, 0.18365407799297173],
      [1, 3, 0.19550110947788532],
      [10, 3, 0.0010641995292070751],
      [5, 30, 1.1648342733503898e-5],
      [37, 30, 6.802903145709932e-27],
      [0.5, 365, 0.30868818760723304],
      [3, 365, 0.0014425957495271457],
      [37, 1460, 2.8939490114804655e-212],
      [1.96, 100000, 0.024999281597150817],
      [5, 1000000, 2.866998935445371e-7],
      [37, 1000000, 9.149865430901131e-300],
    ]
    for (const [t, df, tail] of exact) expect(relative(studentUpperTail(t, df), tail), `${t} ${df}`).toBeLessThan(2e-13)
  })

  it('meets the closed forms of one to four degrees', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 30, noNaN: true }), (t) => {
        const [one, two, four] = [1, 2, 4].map((df) => studentUpperTail(t, df))
        expect(relative(one!, Math.atan(1 / t) / Math.PI)).toBeLessThan(1e-13)
        // 1/2 − t/(2√(t² + 2)), without the cancellation.
        const root = Math.sqrt(t * t + 2)
        expect(relative(two!, 1 / (root * (root + t)))).toBeLessThan(1e-13)
        const s = t / Math.sqrt(t * t + 4)
        expect(four!).toBeCloseTo(0.5 - 0.75 * (s - (s * s * s) / 3), 14)
      }),
    )
  })

  it('falls in t, is symmetric, and goes to the normal tail', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0.3, max: 1e6, noNaN: true }),
        (t, df) => {
          expect(studentUpperTail(t, df) + studentUpperTail(-t, df)).toBeCloseTo(1, 14)
          expect(studentUpperTail(t * 1.01 + 0.01, df)).toBeLessThan(studentUpperTail(t, df) * (1 + 1e-13))
        },
      ),
    )
    for (const t of [0.5, 2, 5]) expect(relative(studentUpperTail(t, 1e9), normalCdf(-t))).toBeLessThan(1e-6)
  })

  it('is NaN outside its domain, 0 at infinity', () => {
    expect(studentUpperTail(1, 0)).toBeNaN()
    expect(studentUpperTail(1, -3)).toBeNaN()
    expect(studentUpperTail(Number.NaN, 3)).toBeNaN()
    expect(studentUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0)
    expect(studentUpperTail(Number.NEGATIVE_INFINITY, 3)).toBe(1)
  })
})
