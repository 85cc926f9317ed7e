/** What a user's modules export → registries beside what ships. Everything that they hold is checked here, before a config names it. */
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError, FarmError, StrategyError } from '../core/errors.ts'
import type { PluginModule } from '../domain/plugin-module.ts'
import type { StrategyDefinition } from '../strategies/contract.ts'
import { defineStrategy } from '../strategies/define.ts'
import { builtInRegistries, type Registries, type Registry, withPlugins } from './registries.ts'
import { isMap } from './tree.ts'

/**
 * The registries with the plug-ins of these modules. A module holds plug-ins by kind, as named exports (`export const features = { … }`)
 * or in its default export, or it is one strategy. Later modules see the names of earlier ones as taken.
 * Errors: StrategyError E_STRATEGY_EXPORT, E_STRATEGY_SPEC, E_STRATEGY_NAME; ConfigError E_PLUGIN_NAME.
 */
export function registriesWith(
  modules: readonly PluginModule[],
  registries: Registries = builtInRegistries,
): Registries {
  return modules.reduce((merged, module) => {
    try {
      return withPlugins(merged, pluginsOf(module))
    } catch (error) {
      if (error instanceof ConfigError)
        throw new ConfigError(error.code, `${module.file}: ${error.message}`, error.remedy)
      throw error
    }
  }, registries)
}

const KINDS = Object.keys(builtInRegistries) as (keyof Registries)[]

function pluginsOf(module: PluginModule): Partial<Registries> {
  if (module.export !== null) return { strategies: strategyNamed(module, module.export) }
  const named = Object.entries(module.exports).filter(([name]) => name !== 'default')
  const fallback = module.exports.default
  if (isStrategy(fallback) && named.every(([name]) => !isKind(name)))
    return { strategies: strategyNamed(module, 'default') }
  const entries = [...named.filter(([name]) => isKind(name)), ...(isMap(fallback) ? Object.entries(fallback) : [])]
  if (entries.length === 0) {
    const names = Object.keys(module.exports)
    const near = names.map((name) => didYouMean(name, KINDS)).find((text) => text !== '') ?? ''
    throw new StrategyError(
      'E_STRATEGY_EXPORT',
      `${module.file} exports ${names.length === 0 ? 'nothing' : names.join(', ')}: no plug-ins${near}`,
      `export an object of plug-ins by kind (${KINDS.join(', ')}), or move what is no plug-in into a subfolder`,
    )
  }
  return Object.fromEntries(entries.map(([kind, plugins]) => [kind, checkedKind(module, kind, plugins)]))
}

const isKind = (name: string): name is keyof Registries => (KINDS as readonly string[]).includes(name)

/** A definition, a template, or the parts of a strategy: no kind of plug-in is called so. */
const isStrategy = (value: unknown): boolean =>
  isMap(value) && ('bind' in value || 'build' in value || 'decision' in value)

function strategyNamed(module: PluginModule, exported: string): Registry<StrategyDefinition> {
  const { file, name, exports } = module
  if (!Object.hasOwn(exports, exported)) {
    const names = Object.keys(exports)
    throw new StrategyError(
      'E_STRATEGY_EXPORT',
      `${file} has no ${exported === 'default' ? 'default export' : `export "${exported}"`}${didYouMean(exported, names)}`,
      names.length === 0
        ? 'write: export default defineStrategy({ … })'
        : `it exports ${names.join(', ')}; name one as ${file}#NAME, or write: export default defineStrategy({ … })`,
    )
  }
  if (!/^[a-z]/.test(name) || isReserved(name)) {
    throw new StrategyError(
      'E_STRATEGY_NAME',
      `${file}: "${name}" cannot be the name of a strategy`,
      'name the file or the export like my-strategy',
    )
  }
  return { [name]: asStrategy(file, exports[exported]) }
}

/** A definition as defineStrategy makes it; a plain object is defined here, so that a file needs no import. */
function asStrategy(file: string, value: unknown): StrategyDefinition {
  if (isMap(value) && isSchema(value.schema) && typeof value.bind === 'function')
    return value as unknown as StrategyDefinition
  try {
    return defineStrategy(value as Parameters<typeof defineStrategy>[0])
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    const remedy = error instanceof FarmError ? error.remedy : 'write: export default defineStrategy({ … })'
    throw new StrategyError('E_STRATEGY_SPEC', `${file}: ${cause}`, remedy, { cause: error })
  }
}

function checkedKind({ file }: PluginModule, kind: string, plugins: unknown): Registry<unknown> {
  const refuse = (code: string, cause: string, remedy: string): never => {
    throw new StrategyError(code, `${file}: ${cause}`, remedy)
  }
  if (!isKind(kind))
    refuse(
      'E_STRATEGY_EXPORT',
      `"${kind}" is no kind of plug-in${didYouMean(kind, KINDS)}`,
      `kinds: ${KINDS.join(', ')}`,
    )
  if (!isMap(plugins))
    return refuse('E_STRATEGY_EXPORT', `${kind} is no object of plug-ins by name`, `export const ${kind} = { … }`)
  for (const [name, plugin] of Object.entries(plugins)) {
    if (isReserved(name))
      refuse('E_STRATEGY_NAME', `${kind}: "${name}" is a name that JavaScript keeps for itself`, 'choose another name')
    const complete =
      isMap(plugin) &&
      (kind === 'metrics'
        ? typeof plugin.compute === 'function' && plugin.name === name
        : isSchema(plugin.schema) && typeof plugin.bind === 'function')
    const wanted = kind === 'metrics' ? '{ name, title, unit, …, compute } under its own name' : '{ schema, bind }'
    if (!complete) refuse('E_STRATEGY_EXPORT', `${kind}.${name} is no plug-in`, `a plug-in of this kind is ${wanted}`)
  }
  return plugins
}

/** A zod schema, also of another copy of zod. */
const isSchema = (value: unknown): boolean => value !== null && typeof value === 'object' && '_zod' in value

const isReserved = (name: string): boolean => name === 'prototype' || name in Object.prototype
