/** Every config that ships is valid, for the parser and for editors, and has the plan that its comment promises. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toJsonSchema } from '../../src/config/json-schema.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { trialSource } from '../../src/config/trials.ts'
import { createPlan } from '../../src/search/plan.ts'
import { schemaFault } from './json-schema-check.ts'

const folder = new URL('../../configs/', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))

const TRIALS: Readonly<Record<string, number>> = {
  'atr-risk-exits.yaml': 520,
  'btc-5m-ema-cross.yaml': 350,
  'donchian-breakout.yaml': 663,
  'macd-columns.yaml': 180,
  'rsi-reversion.yaml': 882,
  'sp500-sma-cross.yaml': 2_805,
  'synthetic-minute-year.yaml': 1_000,
}

describe.each(files)('configs/%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const config = parseConfig(text, { fileName: file })

  it('is named like its file and tells editors its schema', () => {
    expect(file).toBe(`${config.name}.yaml`)
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema/sweep.json')
    expect(schemaFault(toJsonSchema(), parse(text))).toBeUndefined()
  })

  it('has a plan whose every trial goes together', () => {
    const plan = createPlan(config.sweep!, config.seed)
    const source = trialSource(config, plan.axes)
    const ordinals = new Int32Array(plan.axes.length)
    for (let index = 0; index < plan.count; index++) {
      plan.decode(index, ordinals)
      source.spec(ordinals)
    }
    expect(plan.count).toBe(TRIALS[file])
  })
})
