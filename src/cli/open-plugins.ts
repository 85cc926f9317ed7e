/** What a config can name on this command line: what ships, the user's strategy file, a folder of plug-ins. */
import { registriesWith } from '../config/plugin-exports.ts'
import { builtInRegistries, type Registries } from '../config/registries.ts'
import { StrategyError } from '../core/errors.ts'
import { contentHash } from '../core/hash.ts'
import type { PluginDescriptor } from '../domain/plugin-module.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import { findPlugins, importPlugins, type PluginSources } from '../io/plugin-modules.ts'

export interface OpenedPlugins {
  readonly registries: Registries
  /** What a thread imports them by: `registriesWith(await importPlugins(plugins))`. */
  readonly plugins: readonly PluginDescriptor[]
  /** Content hash of the user's modules, wherever they lie; empty when there are none. */
  readonly pluginHash: string
}

/** Errors: StrategyError E_STRATEGY_*; ConfigError E_PLUGIN_NAME. */
export async function openPlugins(sources: PluginSources): Promise<OpenedPlugins> {
  const plugins = findPlugins(sources)
  if (plugins.length === 0) return { registries: builtInRegistries, plugins, pluginHash: '' }
  const registries = registriesWith(await importPlugins(plugins))
  const pluginHash = contentHash(plugins.map(({ name, export: exported, hash }) => ({ name, exported, hash })))
  return { registries, plugins, pluginHash }
}

/** A strategy file that the config does not name would have no effect. Errors: StrategyError E_STRATEGY_UNUSED. */
export function requireStrategyUse({ plugins }: OpenedPlugins, { strategyCall }: RunConfig): void {
  const own = plugins.find((plugin) => plugin.export !== null)
  if (own === undefined || strategyCall?.name === own.name) return
  throw new StrategyError(
    'E_STRATEGY_UNUSED',
    `the config ${strategyCall ? `names the strategy "${strategyCall.name}"` : 'spells its strategy out'}; --strategy gives "${own.name}"`,
    `write strategy: { name: ${own.name} } into the config`,
  )
}
