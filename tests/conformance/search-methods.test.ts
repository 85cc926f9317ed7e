/** Every search method: a pure function of space, history and seed, whose trials lie in the space. */
import { describe, expect, it } from 'vitest'
import { randomStream } from '../../src/core/seeded-streams.ts'
import type { Observation, SearchMethodDefinition, TrialBatch } from '../../src/search/contract.ts'
import { searchMethods } from '../../src/search/registry.ts'
import { createSpace } from '../../src/search/space.ts'
import { numbers, range } from '../search/sample-axes.ts'

const space = createSpace([numbers('a', range(12)), numbers('b', range(12))], ['a < b'])
const indices = (batch: TrialBatch) => range(batch.count).map((i) => batch.indexAt(i))

describe.each(Object.entries<SearchMethodDefinition>(searchMethods))('search method %s', (_name, definition) => {
  const next = (history: readonly Observation[], seed = 7) =>
    definition.bind({}).next(space, history, randomStream(seed, 'plan', 'x'))

  it('gives the same batches for the same seed and history, inside the space, until it is done', () => {
    const history: Observation[] = []
    for (let batches = 0; batches < 1_000; batches++) {
      const batch = next(history)
      if (batch === null) return
      expect(batch.count).toBeGreaterThan(0)
      const asked = indices(batch)
      expect(asked).toEqual(indices(next(history)!))
      expect(asked).toEqual([...new Set(asked)].sort((a, b) => a - b))
      expect(asked.every((index) => index >= 0 && index < space.count)).toBe(true)
      for (const index of asked) history.push({ index, value: index % 5 === 0 ? null : index })
    }
    expect.unreachable('a search ends')
  })

  it('refuses parameters that it does not know', () => {
    expect(definition.schema.safeParse({ noSuchParameter: 1 }).success).toBe(false)
  })
})
