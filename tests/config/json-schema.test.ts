import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toJsonSchema } from '../../src/config/json-schema.ts'
import { builtInRegistries, withPlugins } from '../../src/config/registries.ts'
import { schemaFault } from './json-schema-check.ts'
import { edited, refusal, SAMPLE } from './sample-config.ts'

const committed = readFileSync(new URL('../../schema/sweep.json', import.meta.url), 'utf8')

describe('the JSON Schema', () => {
  it('in schema/ is up to date (npm run quantfarm -- schema writes it)', () => {
    expect(committed).toBe(`${JSON.stringify(toJsonSchema(), null, 2)}\n`)
  })

  it('accepts what the parser accepts', () => {
    expect(schemaFault(toJsonSchema(), parse(SAMPLE))).toBeUndefined()
  })

  it.each([
    ['seed: 42', 'seed: -1'],
    ['seed: 42', 'dryrun: true'],
    ['type: sma, input: close, period: 20', 'type: smaa, period: 20'],
    ['period: 20', 'perid: 20'],
    ['period: 20', 'period: 0'],
    ['sides: long', 'sides: Long'],
    ['distance: 0.05', 'distance: 2'],
    ['by: sharpe', 'by: sharp'],
    ['type: grid', 'type: gird'],
    ['step: 5 }', 'stp: 5 }'],
    ['maxLeverage: 1', 'maxLeverage: 2'],
    ['name: sp500-sma-cross\n', ''],
  ])('refuses as the parser does: %s → %s', (from, to) => {
    const text = edited([from, to])
    expect(refusal(text).code).toMatch(/^E_CONFIG/)
    expect(schemaFault(toJsonSchema(), parse(text))).toBeDefined()
  })

  it('knows the parameters of named strategies', () => {
    const base = { name: 'x', data: { dataset: 'd', instruments: ['A'], interval: '1d' } }
    const fault = (strategy: object) => schemaFault(toJsonSchema(), { ...base, strategy })
    expect(fault({ name: 'sma-cross', params: { fast: 5, slow: 20 } })).toBeUndefined()
    expect(fault({ name: 'sma-cros' })).toBeDefined()
    expect(fault({ name: 'sma-cross', params: { fats: 5 } })).toBeDefined()
  })

  it('lists the plug-ins of the user', () => {
    const registries = withPlugins(builtInRegistries, { features: { 'my-mean': builtInRegistries.features.sma! } })
    const text = edited(['type: sma, input: close, period: 20', 'type: my-mean, period: 20'])
    expect(schemaFault(toJsonSchema(registries), parse(text))).toBeUndefined()
    expect(schemaFault(toJsonSchema(), parse(text))).toBeDefined()
  })

  it('describes every parameter of every plug-in', () => {
    const { definitions } = toJsonSchema() as {
      definitions: Record<string, { anyOf: { properties: Record<string, { description?: string }> }[] }>
    }
    const bare: string[] = []
    for (const [kind, { anyOf }] of Object.entries(definitions)) {
      if (kind === 'strategies') continue
      for (const { properties } of anyOf)
        for (const [key, schema] of Object.entries(properties))
          if (key !== 'type' && !schema.description) bare.push(`${kind}.${key}`)
    }
    expect(bare).toEqual([])
  })
})
