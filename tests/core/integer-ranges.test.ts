import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IntegerRanges } from '../../src/core/integer-ranges.ts'

describe('integer ranges', () => {
  test('agree with a plain set of integers on any sequence of additions', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), range, (additions, [askFrom, askLength]) => {
        const ranges = new IntegerRanges()
        const set = new Set<number>()
        for (const [from, length] of additions) {
          const before = set.size
          for (let i = from; i < from + length; i++) set.add(i)
          expect(ranges.add(from, from + length)).toBe(set.size - before)
        }
        expect(ranges.count).toBe(set.size)
        const listed = ranges.ranges()
        for (let i = 1; i < listed.length; i++) expect(listed[i]!.from).toBeGreaterThan(listed[i - 1]!.to)
        const asked = Array.from({ length: askLength }, (_, i) => askFrom + i)
        expect(ranges.covers(askFrom, askFrom + askLength)).toBe(asked.every((i) => set.has(i)))
        const missing = asked.filter((i) => !set.has(i))
        const gap = ranges.firstGap(askFrom, askFrom + askLength)
        if (missing.length === 0) {
          expect(gap).toBeNull()
          return
        }
        let end = missing[0]!
        while (end < askFrom + askLength && !set.has(end)) end++
        expect(gap).toEqual({ from: missing[0]!, to: end })
      }),
      { numRuns: 300 },
    )
  })
})
