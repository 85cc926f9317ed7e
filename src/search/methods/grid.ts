/**
 * Every feasible combination, or a seeded sample of them without replacement.
 *
 * Params:   sample — trials, whole number ≥ 1; all when absent or when the grid has fewer
 * Output:   one batch in plan order
 * Cost:     none for the whole grid; a sample of n takes O(n log n) time and 8 n bytes
 */
import { z } from 'zod'
import type { RandomStream } from '../../core/seeded-streams.ts'
import { randomInt } from '../../core/seeded-streams.ts'
import type { SearchMethodDefinition, TrialBatch } from '../contract.ts'

const schema = z.strictObject({
  sample: z.int().min(1).optional().describe('trials drawn without replacement by the seed; all when left out'),
})

export const grid: SearchMethodDefinition = {
  schema,
  bind: (params) => {
    const { sample } = schema.parse(params)
    return {
      fixed: true,
      next: ({ count }, history, random) => (history.length > 0 ? null : drawBatch(count, sample ?? count, random)),
    }
  },
}

function drawBatch(count: number, sample: number, random: RandomStream): TrialBatch {
  if (sample >= count) return { count, indexAt: (i) => i }
  // Above one half the trials left out are drawn instead: distinct draws would become rare.
  const drawn =
    sample <= count / 2
      ? drawDistinct(count, sample, random)
      : complement(count, drawDistinct(count, count - sample, random))
  return { count: sample, indexAt: (i) => drawn[i]! }
}

/**
 * `wanted` distinct integers of [0, count), ascending; wanted ≤ count / 2. Draws what is missing until it is complete: nothing here
 * prefers one integer to another, so all sets are equally likely.
 */
function drawDistinct(count: number, wanted: number, random: RandomStream): Uint32Array {
  const drawn = new Uint32Array(wanted)
  for (let have = 0; have < wanted; ) {
    for (let i = have; i < wanted; i++) drawn[i] = randomInt(random, count)
    drawn.sort()
    have = 1
    for (let i = 1; i < wanted; i++) if (drawn[i] !== drawn[have - 1]) drawn[have++] = drawn[i]!
  }
  return drawn
}

/** The integers of [0, count) that the ascending list leaves out, ascending. */
function complement(count: number, left: Uint32Array): Uint32Array {
  const kept = new Uint32Array(count - left.length)
  for (let integer = 0, next = 0, have = 0; integer < count; integer++) {
    if (integer === left[next]) next++
    else kept[have++] = integer
  }
  return kept
}
