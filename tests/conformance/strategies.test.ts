/** Every named strategy: a pure function of its parameters that makes a valid spec, as plain data. */
import { describe, expect, it } from 'vitest'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import type { StrategyDefinition } from '../../src/strategies/contract.ts'
import { strategies } from '../../src/strategies/registry.ts'

const data = { dataset: 'any', instruments: ['SPX'], interval: '1d' }

describe.each(Object.entries<StrategyDefinition>(strategies))('strategy %s', (name, definition) => {
  it('is valid with its defaults', () => {
    const { strategy, strategyCall } = parseConfigTree({ name: 'x', data, strategy: { name } })
    expect(strategyCall?.params).toEqual(definition.schema.parse({}))
    expect(strategy.execution.policy).toEqual({ type: 'market' })
  })

  it('makes equal strategies of equal parameters, as JSON', () => {
    const first = definition.bind({})
    expect(definition.bind({})).toEqual(first)
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
  })

  it('refuses parameters that it does not know', () => {
    expect(definition.schema.safeParse({ noSuchParameter: 1 }).success).toBe(false)
  })

  it('describes every parameter', () => {
    const { shape } = definition.schema as unknown as { shape: Record<string, { description?: string }> }
    for (const [parameter, schema] of Object.entries(shape)) expect(schema.description, parameter).toMatch(/\w/)
  })
})
