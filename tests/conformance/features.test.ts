/** Every registered feature keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { describe, expect, test } from 'vitest'
import { checkFeature } from '../../src/features/conformance.ts'
import type { FeatureDefinition } from '../../src/features/contract.ts'
import { features } from '../../src/features/registry.ts'
import { walk } from '../features/bars.ts'

const BARS = walk(300, 1)

/** More than the defaults, where the shape of the parameters asks for it. */
const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  bollinger: [{ period: 5, k: 2.5, input: 'high' }],
  'close-volatility': [{ period: 12, periodsPerYear: 525_600 }],
  macd: [
    { fast: 3, slow: 8, signal: 5 },
    { fast: 9, slow: 4, signal: 1, input: 'volume' },
  ],
}

/** Parameter sets for an entry that this file does not know: the defaults and a few windows, whichever its schema takes. */
function parameterSets(name: string, { schema }: FeatureDefinition): object[] {
  const tried = [{}, ...[1, 2, 5, 32, 33].map((period) => ({ period })), { input: 'open', period: 3 }]
  return [...tried.filter((params) => schema.safeParse(params).success), ...(EXAMPLES[name] ?? [])]
}

describe.each(Object.entries(features))('%s', (name, definition) => {
  const sets = parameterSets(name, definition)

  test('has parameters to try', () => {
    expect(sets.length, `add examples for ${name} here: no general set fits its schema`).toBeGreaterThan(0)
  })

  test.each(sets)('keeps the laws with %j', (params) => {
    expect(checkFeature(definition, params, BARS)).toEqual([])
  })
})

test('names are kebab-case and in alphabetical order', () => {
  const names = Object.keys(features)
  expect(names).toEqual([...names].sort())
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
