/** Zone maps bound every bar of their block, and are reached by one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK, blocksOf, SUPER, superBlocksOf, zoned, zonedLength, zonedView } from '../../src/engine/zone-map.ts'
import { columnOf, columnRecipe } from './random-column.ts'

describe('zoned', () => {
  it('keeps the extremes of every block and super block; NaN makes a block unbounded', () => {
    fc.assert(
      fc.property(columnRecipe, (recipe) => {
        const values = columnOf(recipe)
        const { min, max, min2, max2 } = zoned(values)
        for (const [size, lows, highs] of [
          [BLOCK, min, max],
          [SUPER, min2, max2],
        ] as const) {
          expect(lows.length).toBe(Math.ceil(values.length / size))
          for (let block = 0; block < lows.length; block++) {
            const bars = values.subarray(block * size, (block + 1) * size)
            const missing = bars.some(Number.isNaN)
            expect(lows[block]).toBe(missing ? -Infinity : Math.min(...bars) + 0)
            expect(highs[block]).toBe(missing ? Infinity : Math.max(...bars) + 0)
          }
        }
      }),
      { numRuns: 300, seed: 20_240_105 },
    )
  })

  it('makes −0 and NaN canonical and leaves every other value and its source alone', () => {
    const source = Float64Array.of(-0, 0, 1, -Infinity, Number.NaN)
    const { values } = zoned(source)
    expect([...values]).toEqual([0, 0, 1, -Infinity, Number.NaN])
    expect(Object.is(values[0], 0)).toBe(true)
    expect(new BigUint64Array(values.buffer, values.byteOffset, 5)[4]).toBe(0x7ff8_0000_0000_0000n)
    expect(Object.is(source[0], -0)).toBe(true)
  })
})

it('zonedView lays five arrays side by side within zonedLength, for every number of bars', () => {
  for (const bars of [0, 1, 31, 32, 33, 1023, 1024, 1025, 5000]) {
    const bytes = zonedLength(bars) * 8
    expect(bytes % 64).toBe(0)
    const { values, min, max, min2, max2 } = zonedView(new ArrayBuffer(64 + bytes), 64, bars)
    const arrays = [values, min, max, min2, max2]
    const lengths = [bars, blocksOf(bars), blocksOf(bars), superBlocksOf(bars), superBlocksOf(bars)]
    expect(arrays.map((array) => array.length)).toEqual(lengths)
    let at = 64
    for (const array of arrays) {
      expect(array.byteOffset).toBe(at)
      at += array.byteLength
    }
    expect(at).toBeLessThanOrEqual(64 + bytes)
  }
})
