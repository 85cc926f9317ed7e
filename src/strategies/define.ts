import { z } from 'zod'
import { StrategyError } from '../core/errors.ts'
import type { StrategyDefinition, StrategyInput } from './contract.ts'

/** A strategy with parameters: their schema, and the strategy that they make. */
export interface StrategyTemplate<Params extends z.ZodType> {
  readonly params: Params
  /** Pure: no clock, no chance, no files. */
  build(params: z.output<Params>): StrategyInput
}

/**
 * Declares a strategy for `strategy: { name, params }` or for a file given with `--strategy`: either spelled out, or a template whose
 * `params` is a strict zod object and whose `build` makes the strategy from them. Axes may point at `strategy.params.NAME`.
 *
 *   export default defineStrategy({
 *     params: z.strictObject({ fast: z.int().min(1).default(20) }),
 *     build: ({ fast }) => ({ features: { fast: { type: 'sma', period: fast } }, … }),
 *   })
 *
 * Plug-in names and parameters are checked when a config uses the strategy: only there are the user's own plug-ins known.
 * Errors: StrategyError E_STRATEGY_SPEC when a part is missing or is not what it must be.
 */
export function defineStrategy<Params extends z.ZodType>(strategy: StrategyTemplate<Params>): StrategyDefinition
export function defineStrategy(strategy: StrategyInput): StrategyDefinition
export function defineStrategy(strategy: StrategyInput | StrategyTemplate<z.ZodType>): StrategyDefinition {
  if (strategy === null || typeof strategy !== 'object') refuse('it is not an object')
  if (!('build' in strategy)) {
    requireParts(strategy)
    return { schema: z.strictObject({}), bind: () => strategy }
  }
  const { params, build } = strategy
  if (!(params instanceof z.ZodType)) refuse('params is not a zod schema')
  if (typeof build !== 'function') refuse('build is not a function')
  return {
    schema: params,
    bind(untyped) {
      const input = build(params.parse(untyped))
      requireParts(input)
      return input
    },
  }
}

function requireParts(input: StrategyInput): void {
  for (const part of ['features', 'decision'] as const)
    if (input?.[part] === null || typeof input?.[part] !== 'object') refuse(`it has no ${part}`)
}

function refuse(cause: string): never {
  throw new StrategyError(
    'E_STRATEGY_SPEC',
    `this is no strategy: ${cause}`,
    'give { features, model, decision, risk, execution }, or { params, build } for a strategy with parameters',
  )
}
