/** Scans over zone maps against loops over every bar. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstTouch, firstTrailTouchLong, firstTrailTouchShort, highest, lowest } from '../../src/engine/scan.ts'
import { type ZonedColumn, zoned } from '../../src/engine/zone-map.ts'
import { columnOf, columnRecipe } from './random-column.ts'

interface Scan {
  readonly low: ZonedColumn
  readonly high: ZonedColumn
  readonly from: number
  readonly limit: number
  readonly lower: number
  readonly upper: number
}

/** Prices on a grid, so that levels are met exactly; often quiet for thousands of bars. Levels may be off. */
const scans: fc.Arbitrary<Scan> = fc
  .record({
    recipe: columnRecipe,
    from: fc.integer({ min: 0, max: 1100 }),
    length: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 4200 })),
    below: fc.constantFrom(0, 3, 10, 40, Infinity),
    above: fc.constantFrom(0, 2, 10, 40, Infinity),
  })
  .map(({ recipe, from, length, below, above }) => {
    const middle = columnOf({ ...recipe, step: 1, missing: 0, strange: 0 }).map((value) => value + 1000)
    const low = middle.map((value, i) => value - (i % 3))
    const high = middle.map((value, i) => value + (i % 2))
    const start = Math.min(from, middle.length)
    const limit = Math.min(middle.length, start + length)
    return { low: zoned(low), high: zoned(high), from: start, limit, lower: 1000 - below, upper: 1000 + above }
  })

const runs = { numRuns: 2000, seed: 20_240_104 }

/** Checks many scans, of which neither those that end at a touch nor those that pass a whole super block are rare. */
function bothEnds(check: (scan: Scan) => number): void {
  let [touched, quietBlocks] = [0, 0]
  fc.assert(
    fc.property(scans, (scan) => {
      const bar = check(scan)
      if (bar < scan.limit) touched++
      if (bar - scan.from > 1100) quietBlocks++
    }),
    runs,
  )
  expect(touched).toBeGreaterThan(200)
  expect(quietBlocks).toBeGreaterThan(20)
}

it('firstTouch is the first bar that touches a level', () => {
  bothEnds(({ low, high, from, limit, lower, upper }) => {
    let bar = from
    while (bar < limit && low.values[bar]! > lower && high.values[bar]! < upper) bar++
    expect(firstTouch(low, high, from, limit, lower, upper)).toBe(bar)
    return bar
  })
})

it('firstTrailTouchLong follows the best high of the bars before', () => {
  bothEnds(({ low, high, from, limit, lower, upper }) => {
    const keep = 1 - 1 / 32
    let extreme = 1000
    let bar = from
    for (; bar < limit; bar++) {
      if (low.values[bar]! <= Math.max(lower, extreme * keep) || high.values[bar]! >= upper) break
      extreme = Math.max(extreme, high.values[bar]!)
    }
    expect(firstTrailTouchLong(low, high, from, limit, lower, upper, 1000, keep)).toBe(bar)
    return bar
  })
})

it('firstTrailTouchShort follows the best low of the bars before', () => {
  bothEnds(({ low, high, from, limit, lower, upper }) => {
    const keep = 1 + 1 / 32
    let extreme = 1000
    let bar = from
    for (; bar < limit; bar++) {
      if (high.values[bar]! >= Math.min(upper, extreme * keep) || low.values[bar]! <= lower) break
      extreme = Math.min(extreme, low.values[bar]!)
    }
    expect(firstTrailTouchShort(low, high, from, limit, lower, upper, 1000, keep)).toBe(bar)
    return bar
  })
})

it('highest and lowest are the extremes of the range and of the start', () => {
  fc.assert(
    fc.property(scans, fc.constantFrom(-Infinity, 1000, 1003, Infinity), ({ low, high, from, limit }, start) => {
      const extreme = (column: ZonedColumn, better: (a: number, b: number) => number) =>
        column.values.subarray(from, limit).reduce((best, value) => better(best, value), start)
      expect(highest(high, from, limit, start)).toBe(extreme(high, Math.max))
      expect(lowest(low, from, limit, start)).toBe(extreme(low, Math.min))
    }),
    runs,
  )
})

it('a bar that only meets a level touches it, even when it is the extreme of its block', () => {
  const flat = new Float64Array(2048).fill(10)
  const dip = Float64Array.from(flat)
  dip[1500] = 9
  const rise = Float64Array.from(flat)
  rise[1700] = 11
  expect(firstTouch(zoned(dip), zoned(rise), 0, 2048, 9, 12)).toBe(1500)
  expect(firstTouch(zoned(dip), zoned(rise), 0, 2048, 8, 11)).toBe(1700)
  expect(firstTouch(zoned(dip), zoned(rise), 0, 2048, 8, 12)).toBe(2048)
})
