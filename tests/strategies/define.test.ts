import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StrategyInput } from '../../src/strategies/contract.ts'
import { defineStrategy } from '../../src/strategies/define.ts'

const spelled: StrategyInput = {
  features: { mean: { type: 'sma', period: 10 } },
  model: { type: 'pass-through', input: 'mean' },
  decision: { type: 'threshold' },
}

describe('defineStrategy', () => {
  it('takes a strategy that is spelled out, without parameters', () => {
    const definition = defineStrategy(spelled)
    expect(definition.bind({})).toBe(spelled)
    expect(definition.schema.safeParse({ period: 1 }).success).toBe(false)
  })

  it('takes a template, whose parameters are checked and filled in', () => {
    const definition = defineStrategy({
      params: z.strictObject({ period: z.int().min(1).default(10) }),
      build: ({ period }) => ({ ...spelled, features: { mean: { type: 'sma', period } } }),
    })
    expect(definition.bind({})).toEqual(spelled)
    expect(definition.bind({ period: 5 }).features.mean).toEqual({ type: 'sma', period: 5 })
    expect(() => definition.bind({ period: 0 })).toThrow()
  })

  it.each<[unknown, string]>([
    [null, 'it is not an object'],
    [{ features: {} }, 'it has no decision'],
    [{ params: {}, build: () => spelled }, 'params is not a zod schema'],
    [{ params: z.strictObject({}), build: 1 }, 'build is not a function'],
  ])('refuses %j', (strategy, cause) => {
    expect(() => defineStrategy(strategy as StrategyInput)).toThrow(`this is no strategy: ${cause}`)
  })

  it('refuses what a template builds when it is none', () => {
    const definition = defineStrategy({ params: z.strictObject({}), build: () => ({}) as StrategyInput })
    expect(() => definition.bind({})).toThrow('it has no features')
  })
})
