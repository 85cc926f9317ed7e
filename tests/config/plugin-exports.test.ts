import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import { registriesWith } from '../../src/config/plugin-exports.ts'
import type { PluginModule } from '../../src/domain/plugin-module.ts'
import { features } from '../../src/features/registry.ts'
import { metrics } from '../../src/reporting/registry.ts'
import { smaCross } from '../../src/strategies/sma-cross.ts'

const moduleOf = (exports: Record<string, unknown>, parts: Partial<PluginModule> = {}): PluginModule => ({
  url: 'file:///my.ts',
  export: null,
  name: 'my',
  hash: '',
  file: 'my.ts',
  exports,
  ...parts,
})

const strategyOf = (exports: Record<string, unknown>, parts: Partial<PluginModule> = {}) =>
  registriesWith([moduleOf(exports, { export: 'default', ...parts })])

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

const SPELLED = { features: {}, model: { type: 'pass-through', input: 'close' }, decision: { type: 'threshold' } }

it('takes a strategy as defined, as a template or spelled out, under the name of its file', () => {
  const config = {
    name: 'x',
    data: { dataset: 'd', instruments: ['A'], interval: '1d' },
    strategy: { name: 'my', params: {} },
  }
  for (const exported of [smaCross, SPELLED, { params: z.strictObject({}), build: () => SPELLED }]) {
    const registries = strategyOf({ default: exported })
    expect(parseConfigTree(config, { registries }).strategyCall?.name).toBe('my')
  }
  expect(strategyOf({ other: SPELLED }, { export: 'other', name: 'other' }).strategies).toHaveProperty('other')
})

it('takes plug-ins by kind, as named exports or as the default one, and a strategy among them', () => {
  const added = { mine: features.sma }
  expect(registriesWith([moduleOf({ features: added, helper: 1 })]).features).toHaveProperty('mine')
  expect(registriesWith([moduleOf({ default: { features: added } })]).features).toHaveProperty('mine')
  expect(registriesWith([moduleOf({ default: SPELLED })]).strategies).toHaveProperty('my')
  const metric = { ...metrics.sharpe, name: 'mySharpe' }
  expect(registriesWith([moduleOf({ metrics: { mySharpe: metric } })]).metrics).toHaveProperty('mySharpe')
})

it.each([
  [
    'no default export',
    () => strategyOf({ defaul: SPELLED }),
    /^E_STRATEGY_EXPORT .*no default export \(did you mean "defaul"\?\)/,
  ],
  ['a missing export', () => strategyOf({ a: 1 }, { export: 'b' }), /^E_STRATEGY_EXPORT my\.ts has no export "b"/],
  ['a prototype key as the export', () => strategyOf({}, { export: 'constructor' }), /^E_STRATEGY_EXPORT/],
  ['no strategy', () => strategyOf({ default: 42 }), /^E_STRATEGY_SPEC my\.ts: this is no strategy/],
  ['half a strategy', () => strategyOf({ default: { features: {} } }), /^E_STRATEGY_SPEC my\.ts: .*no decision/],
  ['a name of Object.prototype', () => strategyOf({ default: SPELLED }, { name: 'constructor' }), /^E_STRATEGY_NAME/],
  ['a file without letters', () => strategyOf({ default: SPELLED }, { name: '' }), /^E_STRATEGY_NAME/],
  [
    'a name that is taken',
    () => strategyOf({ default: SPELLED }, { name: 'sma-cross' }),
    /^E_PLUGIN_NAME my\.ts: .*is taken/,
  ],
  [
    'no kind at all',
    () => registriesWith([moduleOf({ feature: {} })]),
    /^E_STRATEGY_EXPORT .*\(did you mean "features"\?\)/,
  ],
  [
    'an unknown kind',
    () => registriesWith([moduleOf({ default: { feature: {} } })]),
    /^E_STRATEGY_EXPORT .*did you mean/,
  ],
  ['no map', () => registriesWith([moduleOf({ features: [] })]), /^E_STRATEGY_EXPORT my\.ts: features is no object/],
  [
    'no plug-in',
    () => registriesWith([moduleOf({ features: { mine: {} } })]),
    /^E_STRATEGY_EXPORT my\.ts: features\.mine/,
  ],
  [
    'a metric under another name',
    () => registriesWith([moduleOf({ metrics: { a: metrics.sharpe } })]),
    /^E_STRATEGY_EXPORT/,
  ],
  [
    'a prototype key',
    () => registriesWith([moduleOf({ features: { constructor: features.sma } })]),
    /^E_STRATEGY_NAME/,
  ],
  ['a built-in name', () => registriesWith([moduleOf({ features: { sma: features.sma } })]), /^E_PLUGIN_NAME/],
])('refuses %s', (_, work, message) => {
  expect(errorOf(work)).toMatch(message)
})

it('refuses the second of two modules with the same name', () => {
  const module = moduleOf({ features: { mine: features.sma } })
  expect(errorOf(() => registriesWith([module, module]))).toMatch(/^E_PLUGIN_NAME .*is taken/)
})
