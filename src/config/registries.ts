/** Everything that a config can name, by kind. User plug-ins are merged into a copy; the default is what quantfarm ships. */
import type { z } from 'zod'
import { ConfigError } from '../core/errors.ts'
import { decisions } from '../decision/registry.ts'
import type { PluginRegistries } from '../engine/bind-plugin.ts'
import { fees, latencies, matchings, policies, routers, slippages } from '../execution/registry.ts'
import { features } from '../features/registry.ts'
import { models } from '../model/registry.ts'
import type { Metric } from '../reporting/contract.ts'
import { metrics } from '../reporting/registry.ts'
import { rules, sizers } from '../risk/registry.ts'
import type { SearchMethodDefinition } from '../search/contract.ts'
import { searchMethods } from '../search/registry.ts'
import type { StrategyDefinition } from '../strategies/contract.ts'
import { strategies } from '../strategies/registry.ts'

/** What all plug-ins have in common. */
export interface PluginDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): unknown
}

export type Registry<D> = Readonly<Record<string, D>>

export interface Registries extends PluginRegistries {
  readonly strategies: Registry<StrategyDefinition>
  readonly searchMethods: Registry<SearchMethodDefinition>
  readonly metrics: Registry<Metric>
}

export const builtInRegistries: Registries = {
  features,
  models,
  decisions,
  sizers,
  rules,
  policies,
  routers,
  slippages,
  matchings,
  fees,
  latencies,
  strategies,
  searchMethods,
  metrics,
}

/**
 * The registries with a user's plug-ins beside those that are there.
 * Errors: ConfigError E_PLUGIN_NAME, a name that is taken or is not kebab-case.
 */
export function withPlugins(registries: Registries, added: Partial<Registries>): Registries {
  const merged: Record<string, Registry<unknown>> = { ...registries }
  for (const [kind, entries] of Object.entries(added)) {
    for (const name of Object.keys(entries)) checkPluginName(kind, name, registries[kind as keyof Registries])
    merged[kind] = { ...merged[kind], ...entries }
  }
  return merged as unknown as Registries
}

const PLUGIN_NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

function checkPluginName(kind: string, name: string, taken: Registry<unknown>): void {
  // Metrics are columns and have camelCase names.
  const fits = kind === 'metrics' ? /^[a-z][A-Za-z0-9]*$/.test(name) : PLUGIN_NAME.test(name)
  if (!fits)
    throw new ConfigError('E_PLUGIN_NAME', `${kind}: "${name}" is no plug-in name`, 'use kebab-case: my-feature')
  if (Object.hasOwn(taken, name))
    throw new ConfigError(
      'E_PLUGIN_NAME',
      `${kind}: the name "${name}" is taken`,
      'choose another name for the plug-in',
    )
}
