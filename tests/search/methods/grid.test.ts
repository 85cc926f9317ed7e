import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../src/core/seeded-streams.ts'
import { grid } from '../../../src/search/methods/grid.ts'
import { createSpace } from '../../../src/search/space.ts'
import { numbers, range } from '../sample-axes.ts'

const space = createSpace([numbers('a', range(10)), numbers('b', range(10))])
const draw = (sample: number | undefined, seed: number | string = 1, of = space) => {
  const batch = grid.bind(sample === undefined ? {} : { sample }).next(of, [], randomStream(seed, 'plan', 'grid'))!
  return range(batch.count).map((i) => batch.indexAt(i))
}

describe('grid', () => {
  it('runs every combination, and nothing afterwards', () => {
    expect(draw(undefined)).toEqual(range(100))
    expect(grid.bind({}).next(space, [{ index: 0, value: 1 }], randomStream(1, 'plan', 'grid'))).toBeNull()
  })

  it.each([1, 30, 50, 51, 99])('draws %i of 100, each once, in plan order', (sample) => {
    const drawn = draw(sample)
    expect(drawn).toHaveLength(sample)
    expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b))
    expect(drawn.every((index) => index >= 0 && index < 100)).toBe(true)
    expect(draw(sample)).toEqual(drawn)
    expect(sample === 1 || draw(sample, 2).join() !== drawn.join()).toBe(true)
  })

  it('draws everything when there is no more', () => {
    expect(draw(100)).toEqual(range(100))
    expect(draw(5_000)).toEqual(range(100))
  })

  it.each([5, 35])('draws %i of 40 without preference', (sample) => {
    const forty = createSpace([numbers('a', range(40))])
    const hits = new Float64Array(40)
    const rounds = 4_000
    for (let seed = 0; seed < rounds; seed++) for (const index of draw(sample, seed, forty)) hits[index]!++
    const share = sample / 40
    const deviation = Math.sqrt(rounds * share * (1 - share))
    // Chi-squared of 39 degrees of freedom (the counts of one draw exclude each other): 99.99 % lie below 81.
    const chi = hits.reduce(
      (sum, count) => sum + ((count - rounds * share) / deviation) * ((count - rounds * share) / deviation),
      0,
    )
    expect(chi * (39 / 40)).toBeLessThan(81)
  })

  it('takes a part of a space of 10^9', () => {
    const huge = createSpace(
      ['a', 'b', 'c'].map((name) => numbers(name, range(1_000))),
      [],
      { maxCombos: Number.POSITIVE_INFINITY },
    )
    expect(new Set(draw(10_000, 1, huge)).size).toBe(10_000)
  })

  it('refuses a sample of none', () => {
    expect(() => grid.bind({ sample: 0 })).toThrow()
    expect(() => grid.bind({ sampel: 1 })).toThrow()
  })
})
