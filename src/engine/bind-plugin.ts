/** What a trial is made of, and the registries that its plug-ins come from. */
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'
import type { DecisionDefinition } from '../decision/contract.ts'
import type { AccountSpec, PluginSpec, StrategySpec } from '../domain/strategy-spec.ts'
import type { Definition, ExecutionPolicy, Fees, Latency, Matching, Router, Slippage } from '../execution/contract.ts'
import type { FeatureDefinition } from '../features/contract.ts'
import type { ModelDefinition } from '../model/contract.ts'
import type { RiskRuleDefinition, SizerDefinition } from '../risk/contract.ts'

/** The plug-ins that a strategy can name. */
export interface PluginRegistries {
  readonly features: Readonly<Record<string, FeatureDefinition>>
  readonly models: Readonly<Record<string, ModelDefinition>>
  readonly decisions: Readonly<Record<string, DecisionDefinition>>
  readonly sizers: Readonly<Record<string, SizerDefinition>>
  readonly rules: Readonly<Record<string, RiskRuleDefinition>>
  readonly policies: Readonly<Record<string, Definition<ExecutionPolicy>>>
  readonly routers: Readonly<Record<string, Definition<Router>>>
  readonly slippages: Readonly<Record<string, Definition<Slippage>>>
  readonly matchings: Readonly<Record<string, Definition<Matching>>>
  readonly fees: Readonly<Record<string, Definition<Fees>>>
  readonly latencies: Readonly<Record<string, Definition<Latency>>>
}

/** What one trial is made of. */
export interface TrialSpec {
  readonly strategy: StrategySpec
  readonly account: AccountSpec
}

/**
 * Binds one plug-in. Errors: ConfigError E_PLUGIN_UNKNOWN; ZodError of its parameters (the config's door has checked both before).
 * @param path where it stands in the strategy
 */
export function bindPlugin<T>(
  path: string,
  registry: Readonly<Record<string, { bind(params: unknown): T }>>,
  spec: PluginSpec,
): T {
  const { type, ...params } = spec
  if (Object.hasOwn(registry, type)) return registry[type]!.bind(params)
  const known = Object.keys(registry)
  throw new ConfigError(
    'E_PLUGIN_UNKNOWN',
    `strategy.${path}.type: unknown "${type}"${didYouMean(type, known)}`,
    `Known: ${known.join(', ')}.`,
  )
}
