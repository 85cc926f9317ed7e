/** `strategy` of a config → the whole spec, from either of its forms. Paths of issues begin at the strategy. */
import { nearest } from '../core/did-you-mean.ts'
import type { StrategyCall } from '../domain/run-spec.ts'
import type { StrategySpec } from '../domain/strategy-spec.ts'
import type { StrategyInput } from '../strategies/contract.ts'
import { type ConfigIssue, issuesOf, show } from './issues.ts'
import type { PluginDefinition, Registries, Registry } from './registries.ts'
import { keysOf } from './schema-shape.ts'
import { linkStrategy } from './strategy-links.ts'
import { type ParsedStrategy, strategyCallSchema, strategySchema } from './strategy-schema.ts'
import { isMap, withoutNegativeZero } from './tree.ts'

type Written = Readonly<Record<string, unknown>>

export interface BuiltStrategy {
  readonly spec: StrategySpec
  readonly call: StrategyCall | null
  /** Spelled out, before defaults. */
  readonly written: Written
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
    if (isMap(written) && Object.hasOwn(written, 'name')) return this.fromName(written)
    const parsed = this.parse(written)
    return parsed.issues ? parsed : { ok: { spec: parsed.ok, call: null, written: written as Written } }
  }

  /** Names of a plug-in's parameters. @param kind a registry's name */
  parametersOf(kind: string, type: string): readonly string[] {
    const registry = this.registries[kind as keyof Registries] as Registry<PluginDefinition>
    return Object.hasOwn(registry, type) ? ['type', ...keysOf(registry[type]!.schema)] : []
  }

  /** Checks how the parts read one another once more: an axis has replaced some of them. */
  link(spec: ParsedStrategy): readonly ConfigIssue[] {
    return linkStrategy(spec, this.registries).issues ?? []
  }

  private parse(written: unknown): Built<StrategySpec> {
    const result = this.schema.safeParse(written)
    if (!result.success) return { issues: issuesOf(result.error, this.schema, written) }
    const linked = linkStrategy(result.data as ParsedStrategy, this.registries)
    return linked.issues ? { issues: linked.issues } : { ok: linked.spec }
  }

  private fromName(written: Written): Built<BuiltStrategy> {
    const result = this.callSchema.safeParse(written)
    if (!result.success) return { issues: issuesOf(result.error, this.callSchema, written) }
    const { name, params } = result.data
    if (!Object.hasOwn(this.registries.strategies, name)) return { issues: [unknownStrategy(name, this.registries)] }
    const definition = this.registries.strategies[name]!
    const checked = definition.schema.safeParse(params)
    if (!checked.success) return { issues: issuesOf(checked.error, definition.schema, params, ['params']) }

    const { features, model, decision, risk, execution } = withoutNegativeZero(definition.bind(params)) as StrategyInput
    const own = { risk: asMap(written.risk), execution: asMap(written.execution) }
    const spelled: Written = {
      features,
      ...(model && { model }),
      decision,
      risk: { ...risk, ...own.risk },
      execution: { ...execution, ...own.execution },
    }
    const parsed = this.parse(spelled)
    if (parsed.issues) return { issues: parsed.issues.map((issue) => ownFault(name, issue)) }
    const call: StrategyCall = { name, params: checked.data as Record<string, unknown>, ...own }
    return { ok: { spec: parsed.ok, call, written: spelled } }
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
