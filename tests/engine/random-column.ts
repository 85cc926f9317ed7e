/** Random columns with all that scans have to get through: runs, repeated values, holes, infinities, values that meet a level exactly. */
import fc from 'fast-check'
import { randomInt, randomStream } from '../../src/core/seeded-streams.ts'

export interface ColumnRecipe {
  readonly seed: number
  readonly bars: number
  /** Values are multiples of it, so that levels are met. */
  readonly step: number
  /** Chance that a value leaves the last one; small: long quiet stretches, so that blocks and super blocks are skipped. */
  readonly moves: number
  /** Chance of NaN, and of ±∞ or −0. */
  readonly missing: number
  readonly strange: number
}

export const columnRecipe: fc.Arbitrary<ColumnRecipe> = fc.record({
  seed: fc.nat(),
  bars: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 4200 })),
  step: fc.constantFrom(1, 0.25, 0.001),
  moves: fc.constantFrom(0.001, 0.01, 0.1, 1),
  missing: fc.constantFrom(0, 0, 0.001, 0.02, 0.5),
  strange: fc.constantFrom(0, 0, 0.002, 0.1),
})

/** The column of a recipe: a walk that returns to 0. */
export function columnOf({ seed, bars, step, moves, missing, strange }: ColumnRecipe): Float64Array {
  const random = randomStream(seed, 'column', 'values')
  const column = new Float64Array(bars)
  let level = 0
  for (let i = 0; i < bars; i++) {
    if (random() < moves) level += randomInt(random, 5) - 2 - Math.sign(level) * Number(random() < 0.2)
    column[i] = level * step
    if (random() < missing) column[i] = random() < 0.5 ? Number.NaN : -Number.NaN
    else if (random() < strange) column[i] = [Infinity, -Infinity, -0][randomInt(random, 3)]!
  }
  return column
}
