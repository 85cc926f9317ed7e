/** `strategy` of a config → the whole spec, from either of its forms. Paths of issues begin at the strategy. */
import { nearest } from '../core/did-you-mean.ts'
import type { StrategyCall } from '../domain/run-spec.ts'
import type { StrategySpec } from '../domain/strategy-spec.ts'
import type { StrategyDefinition, StrategyInput } from '../strategies/contract.ts'
import { type ConfigIssue, issuesOf, show } from './issues.ts'
import type { PluginDefinition, Registries, Registry } from './registries.ts'
import { keysOf } from './schema-shape.ts'
import { linkStrategy } from './strategy-links.ts'
import { type ParsedStrategy, strategyCallSchema, strategySchema } from './strategy-schema.ts'
import { isMap, withoutNegativeZero } from './tree.ts'

type Written = Readonly<Record<string, unknown>>

/** A strategy spelled out, before defaults. */
export interface SpelledStrategy {
  readonly call: StrategyCall | null
  readonly written: Written
}

export interface BuiltStrategy extends SpelledStrategy {
  readonly spec: StrategySpec
}

export type Built<T> =
  | { readonly ok: T; readonly issues?: never }
  | { readonly ok?: never; readonly issues: readonly ConfigIssue[] }

/** Builds strategies with the schemas of one set of registries, made once. */
export class StrategyBuilder {
  /** Of a strategy spelled out. */
  readonly schema: ReturnType<typeof strategySchema>
  private readonly callSchema: ReturnType<typeof strategyCallSchema>
  private readonly registries: Registries

  constructor(registries: Registries) {
    this.registries = registries
    this.schema = strategySchema(registries)
    this.callSchema = strategyCallSchema(registries)
  }

  /** From `{ name, params, risk, execution }` or `{ features, model, … }`. */
  build(written: unknown): Built<BuiltStrategy> {
    if (written === undefined)
      return { issues: [{ path: [], fault: 'is missing', remedy: 'add strategy: { features, model, decision }' }] }
    const spelled = this.spell(written)
    if (spelled.issues) return spelled
    const parsed = this.parse(spelled.ok.written)
    const { call } = spelled.ok
    if (parsed.issues)
      return { issues: call ? parsed.issues.map((issue) => ownFault(call.name, issue)) : parsed.issues }
    return { ok: { ...spelled.ok, spec: parsed.ok } }
  }

  /** The first half of `build`: a named strategy becomes what its parameters make of it; nothing is checked beyond them. */
  spell(written: unknown): Built<SpelledStrategy> {
    if (isMap(written) && Object.hasOwn(written, 'name')) return this.fromName(written)
    return { ok: { call: null, written: written as Written } }
  }

  /** The second half: checks a strategy that is spelled out, and fills in its defaults. */
  parse(written: unknown): Built<StrategySpec> {
    const result = this.schema.safeParse(written)
    if (!result.success) return { issues: issuesOf(result.error, this.schema, written) }
    const linked = linkStrategy(result.data as ParsedStrategy, this.registries)
    return linked.issues ? { issues: linked.issues } : { ok: linked.spec }
  }

  /** Names of a plug-in's parameters. @param kind a registry's name */
  parametersOf(kind: string, type: string): readonly string[] {
    const registry = this.registries[kind as keyof Registries] as Registry<PluginDefinition>
    return Object.hasOwn(registry, type) ? keysOf(registry[type]!.schema) : []
  }

  /** Checks how the parts read one another once more: an axis has replaced some of them. */
  link(spec: ParsedStrategy): readonly ConfigIssue[] {
    return linkStrategy(spec, this.registries).issues ?? []
  }

  private fromName(written: Written): Built<SpelledStrategy> {
    const result = this.callSchema.safeParse(written)
    if (!result.success) return { issues: issuesOf(result.error, this.callSchema, written) }
    const { name, params } = result.data
    if (!Object.hasOwn(this.registries.strategies, name)) return { issues: [unknownStrategy(name, this.registries)] }
    const definition = this.registries.strategies[name]!
    const checked = definition.schema.safeParse(params)
    if (!checked.success) return { issues: issuesOf(checked.error, definition.schema, params, ['params']) }

    const input = bindStrategy(name, definition, params)
    if (input.issues) return input
    const { features, model, decision, risk, execution } = input.ok
    const own = { risk: asMap(written.risk), execution: asMap(written.execution) }
    const spelled: Written = {
      features,
      ...(model && { model }),
      decision,
      risk: { ...risk, ...own.risk },
      execution: { ...execution, ...own.execution },
    }
    return { ok: { call: { name, params: checked.data as Record<string, unknown>, ...own }, written: spelled } }
  }
}

/** A strategy is the user's code and may throw anything. */
function bindStrategy(name: string, definition: StrategyDefinition, params: unknown): Built<StrategyInput> {
  try {
    return { ok: withoutNegativeZero(definition.bind(params)) as StrategyInput }
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    const fault = `is ${show(name)}, and building that strategy failed: ${cause}`
    return {
      issues: [
        { path: ['name'], fault, remedy: 'correct the build function of the strategy', code: 'E_STRATEGY_SPEC' },
      ],
    }
  }
}

const asMap = (node: unknown): Written => (isMap(node) ? node : {})

/** The strategy's code, not the config, has made this. */
const ownFault = (name: string, issue: ConfigIssue): ConfigIssue => ({
  ...issue,
  fault: `of the strategy ${name} ${issue.fault}`,
  code: 'E_STRATEGY_SPEC',
})

function unknownStrategy(name: string, { strategies }: Registries): ConfigIssue {
  const known = Object.keys(strategies)
  const near = nearest(name, known)
  return {
    path: ['name'],
    fault: `is ${show(name)}, no strategy of that name${near === undefined ? '' : ` (did you mean "${near}"?)`}`,
    remedy: `strategies: ${known.join(', ')}; give a file of your own with --strategy`,
    code: 'E_STRATEGY_UNKNOWN',
  }
}
