/** Every registered decision keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { describe, expect, test } from 'vitest'
import { checkDecision } from '../../src/decision/conformance.ts'
import type { DecisionDefinition } from '../../src/decision/contract.ts'
import { decisions } from '../../src/decision/registry.ts'

const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  columns: [
    { enter: 'a', exit: 'b' },
    { enter: 'a', exit: 'b', enterShort: 'c', exitShort: 'd' },
  ],
  crossover: [
    { level: 30, sides: 'both' },
    { level: -1, sides: 'both', onMissing: 'flat' },
  ],
  threshold: [
    { enterLong: 1, exitLong: -1 },
    { sides: 'both', enterLong: 30, enterShort: -30, exitLong: 0, exitShort: 1 },
    { sides: 'both', enterLong: 0, enterShort: 0, exitLong: -1, exitShort: 1, onMissing: 'flat' },
    { sides: 'short', enterShort: 1, exitShort: 30 },
  ],
}

/** Parameter sets for an entry that this file does not know: the defaults on each side, whichever its schema takes. */
function parameterSets(name: string, { schema }: DecisionDefinition): object[] {
  const sides = ['long', 'short', 'both'].map((side) => ({ sides: side }))
  const tried = [{}, ...sides, { onMissing: 'flat' }, { column: 'a' }, { enter: 'a', exit: 'b' }]
  return [...tried.filter((params) => schema.safeParse(params).success), ...(EXAMPLES[name] ?? [])]
}

describe.each(Object.entries<DecisionDefinition>(decisions))('%s', (name, definition) => {
  const sets = parameterSets(name, definition)

  test('has parameters to try', () => {
    expect(sets.length, `add examples for ${name} here: no general set fits its schema`).toBeGreaterThan(0)
  })

  test.each(sets)('keeps the laws with %j', (params) => {
    expect(checkDecision(definition, params)).toEqual([])
  })
})

test('names are kebab-case and in alphabetical order', () => {
  const names = Object.keys(decisions)
  expect(names).toEqual([...names].sort())
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
