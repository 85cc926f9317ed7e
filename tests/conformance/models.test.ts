/** Every registered model keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { describe, expect, test } from 'vitest'
import { checkModel } from '../../src/model/conformance.ts'
import type { ModelDefinition } from '../../src/model/contract.ts'
import { models } from '../../src/model/registry.ts'

const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  linear: [
    { inputs: ['a'], weights: [-2.5] },
    { inputs: ['a', 'b', 'c'], weights: [1, -0.1, 1e-3], bias: 7 },
    { inputs: ['a', 'b'], weights: [1 / 3, 0] },
  ],
}

/** Parameter sets for an entry that this file does not know: some columns, whichever its schema takes. */
function parameterSets(name: string, { schema }: ModelDefinition): object[] {
  const tried = [{}, { input: 'a' }, { inputs: ['a'] }, { inputs: ['a', 'b'] }, { inputs: ['a', 'b', 'c'] }]
  return [...tried.filter((params) => schema.safeParse(params).success), ...(EXAMPLES[name] ?? [])]
}

describe.each(Object.entries<ModelDefinition>(models))('%s', (name, definition) => {
  const sets = parameterSets(name, definition)

  test('has parameters to try', () => {
    expect(sets.length, `add examples for ${name} here: no general set fits its schema`).toBeGreaterThan(0)
  })

  test.each(sets)('keeps the laws with %j', (params) => {
    expect(checkModel(definition, params)).toEqual([])
  })
})

test('names are kebab-case and in alphabetical order', () => {
  const names = Object.keys(models)
  expect(names).toEqual([...names].sort())
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
