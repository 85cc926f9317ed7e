import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChunkSizer } from '../../jobs/chunk-sizer.ts'
import { ChunkSupply } from '../../jobs/chunk-supply.ts'
import { IntegerRanges } from '../../src/core/integer-ranges.ts'

const sizer = (chunkSize: number | 'auto', threads = 2, bytesPerTrial = 100): ChunkSizer =>
  new ChunkSizer({ chunkSize, threads, bytesPerTrial })

describe('chunk sizer', () => {
  test('a fixed size falls on its own multiples', () => {
    expect(sizer(7).endOf(0, 100, 100)).toBe(7)
    expect(sizer(7).endOf(3, 100, 97)).toBe(7)
    expect(sizer(7).endOf(98, 100, 2)).toBe(100)
    expect(sizer(1).endOf(5, 100, 95)).toBe(6)
  })

  test('auto starts small, grows to half a second, shrinks towards the end, and stays below 16 MiB', () => {
    const auto = sizer('auto')
    expect(auto.endOf(0, 1e6, 1e6)).toBe(4)
    auto.observe(4, 4)
    expect(auto.msPerTrial).toBe(1)
    expect(auto.endOf(4, 1e6, 1e6)).toBe(32)
    auto.observe(32, 16)
    for (let i = 0; i < 20; i++) auto.observe(500, 250)
    const size = auto.endOf(0, 1e6, 1e6)
    expect(size).toBeGreaterThan(900)
    expect(size % 16).toBe(0)
    expect(auto.endOf(0, 800, 800)).toBeLessThanOrEqual(800 / 8)
    expect(auto.endOf(0, 5, 5)).toBe(1)
    const wide = sizer('auto', 2, 1024 * 1024)
    for (let i = 0; i < 20; i++) wide.observe(500, 250)
    expect(wide.endOf(0, 1e6, 1e6)).toBe(16)
    const slow = sizer('auto')
    slow.observe(4, 40_000)
    expect(slow.endOf(0, 1e6, 1e6)).toBe(1)
  })
})

describe('chunk supply', () => {
  test('gives out exactly what is missing, whatever is committed, in plan order', () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        ranges,
        fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant('auto' as const)),
        (have, chunkSize) => {
          const committed = new IntegerRanges()
          for (const [from, length] of have) committed.add(from, Math.min(100, from + length))
          const before = committed.count
          const supply = new ChunkSupply(100, committed, sizer(chunkSize))
          let given = 0
          let last = -1
          for (let chunk = supply.next(true); chunk !== null; chunk = supply.next(true)) {
            expect(chunk.from).toBeGreaterThan(last)
            last = chunk.from
            expect(committed.add(chunk.from, chunk.to)).toBe(chunk.to - chunk.from)
            given += chunk.to - chunk.from
          }
          expect(before + given).toBe(100)
          expect(committed.covers(0, 100)).toBe(true)
        },
      ),
    )
  })

  test('a lost chunk is halved down to one trial, which is tried once more alone before it is condemned', () => {
    const supply = new ChunkSupply(8, new IntegerRanges(), sizer(8))
    const guilty = 5
    const fates: string[] = []
    let fine = 0
    for (let chunk = supply.next(true); chunk !== null; chunk = supply.next(true)) {
      if (chunk.from <= guilty && guilty < chunk.to) fates.push(supply.lost(chunk))
      else fine += chunk.to - chunk.from
      if (fine === 7 && fates.at(-1) === 'suspected') expect(supply.next(false)).toBeNull()
    }
    expect(fates).toEqual(['halved', 'halved', 'halved', 'suspected', 'condemned'])
    expect(fine).toBe(7)
  })
})
