/**
 * L8: a strategy names its features, model, decision, risk and execution as data. It runs no loop and reads no file; whatever it leaves
 * out gets the config's defaults.
 */
import type { z } from 'zod'
import type { ExecutionSpec, PluginSpec, RiskSpec } from '../domain/strategy-spec.ts'

/** A strategy as its author writes it. */
export interface StrategyInput {
  readonly features: Readonly<Record<string, PluginSpec>>
  /** May be left out when the decision reads columns instead of a score. */
  readonly model?: PluginSpec
  readonly decision: PluginSpec
  readonly risk?: Partial<RiskSpec>
  readonly execution?: Partial<ExecutionSpec>
}

/**
 * One registry entry. The schema is strict and describes every parameter; `bind` parses untyped parameters with it (throws ZodError) and
 * is a pure function of them: equal parameters give equal strategies.
 */
export interface StrategyDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): StrategyInput
}
