/** Every registered plug-in of L6 keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { describe, expect, test } from 'vitest'
import {
  checkFees,
  checkLatency,
  checkMatching,
  checkPolicy,
  checkRouter,
  checkSlippage,
} from '../../src/execution/conformance.ts'
import { type Definition, PATHS } from '../../src/execution/contract.ts'
import { fees, latencies, matchings, policies, routers, slippages } from '../../src/execution/registry.ts'

type Family = Readonly<Record<string, Definition<unknown>>>
type Check = (definition: never, params: unknown) => string[]

const FAMILIES: readonly (readonly [family: string, entries: Family, check: Check])[] = [
  ['policy', policies, checkPolicy],
  ['router', routers, checkRouter],
  ['slippage', slippages, checkSlippage],
  ['matching', matchings, checkMatching],
  ['fees', fees, checkFees],
  ['latency', latencies, checkLatency],
]

/** Usual parameters; an entry is tried with every set that its schema takes. */
const TRIED: readonly object[] = [
  {},
  ...[0, 1, 10_000].map((bps) => ({ bps })),
  ...[0, 7, 10_000].map((bars) => ({ bars })),
  { makerBps: 0, takerBps: 0 },
  { makerBps: -2, takerBps: 10_000 },
  ...PATHS.map((path) => ({ path })),
  { limitFill: 'through', maxParticipation: 0.01, fillAt: 'sameClose' },
]

/** For entries whose schemas take none of the above. */
const EXAMPLES: Readonly<Record<string, readonly object[]>> = {}

describe.each(FAMILIES)('%s', (_family, entries, check) => {
  describe.each(Object.entries(entries))('%s', (name, definition) => {
    const fits = TRIED.filter((params) => definition.schema.safeParse(params).success)
    const sets = [...fits, ...(EXAMPLES[name] ?? [])]

    test('has parameters to try', () => {
      expect(sets.length, `add examples for ${name} here: no usual set fits its schema`).toBeGreaterThan(0)
    })

    test.each(sets)('keeps the laws with %j', (params) => {
      expect(check(definition as never, params)).toEqual([])
    })
  })

  test('names are kebab-case and in alphabetical order', () => {
    const names = Object.keys(entries)
    expect(names).toEqual([...names].sort())
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })
})
