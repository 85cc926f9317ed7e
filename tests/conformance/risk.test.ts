/** Every registered sizer and risk rule keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { describe, expect, test } from 'vitest'
import { checkRule, checkSizer } from '../../src/risk/conformance.ts'
import type { RiskRuleDefinition, SizerDefinition } from '../../src/risk/contract.ts'
import { rules, sizers } from '../../src/risk/registry.ts'

const SIZER_EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  'atr-risk': [
    { atr: 'range', risk: 0.02, multiple: 2 },
    { atr: 'range', risk: 1, multiple: 0.1 },
  ],
  'fixed-notional': [1, 1e6].flatMap((notional) => [{ notional }, { notional, sizeAt: 'decision' }]),
  'fixed-quantity': [{ quantity: 1e-6 }, { quantity: 250 }],
  'fraction-of-equity': [{ fraction: 0.3 }, { fraction: 1, sizeAt: 'decision' }],
}

const RULE_EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  'take-profit': [{ distance: 3 }],
}

/** Parameter sets for an entry that this file does not know: usual ones, whichever its schema takes. */
function parameterSets(
  name: string,
  { schema }: SizerDefinition | RiskRuleDefinition,
  examples: Readonly<Record<string, readonly object[]>>,
): object[] {
  const distances = [1e-6, 0.02, 0.999].flatMap((distance) => [{ distance }, { drawdown: distance }])
  const tried = [{}, ...distances, { bars: 1 }, { bars: 500 }]
  return [...tried.filter((params) => schema.safeParse(params).success), ...(examples[name] ?? [])]
}

describe.each(Object.entries<SizerDefinition>(sizers))('sizer %s', (name, definition) => {
  const sets = parameterSets(name, definition, SIZER_EXAMPLES)

  test('has parameters to try', () => {
    expect(sets.length, `add examples for ${name} here: no general set fits its schema`).toBeGreaterThan(0)
  })

  test.each(sets)('keeps the laws with %j', (params) => {
    expect(checkSizer(definition, params)).toEqual([])
  })
})

describe.each(Object.entries<RiskRuleDefinition>(rules))('rule %s', (name, definition) => {
  const sets = parameterSets(name, definition, RULE_EXAMPLES)

  test('has parameters to try', () => {
    expect(sets.length, `add examples for ${name} here: no general set fits its schema`).toBeGreaterThan(0)
  })

  test.each(sets)('keeps the laws with %j', (params) => {
    expect(checkRule(definition, params)).toEqual([])
  })
})

test.each([Object.keys(sizers), Object.keys(rules)])('names are kebab-case and in alphabetical order', (...names) => {
  expect(names).toEqual([...names].sort())
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})
