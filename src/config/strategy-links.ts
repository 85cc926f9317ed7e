/** What the parts of a strategy read from one another: every input is a bar column, a feature or an output of one, without a cycle. */
import { didYouMean } from '../core/did-you-mean.ts'
import { BAR_COLUMNS } from '../domain/market.ts'
import type { PluginSpec, StrategySpec } from '../domain/strategy-spec.ts'
import type { Feature } from '../features/contract.ts'
import { isBarColumn, isTapeColumn } from '../features/feature-order.ts'
import { type ConfigIssue, show } from './issues.ts'
import type { PluginDefinition, Registries, Registry } from './registries.ts'
import type { ParsedStrategy } from './strategy-schema.ts'
import type { Path } from './tree.ts'

/** The whole spec, or why there is none. Paths begin at the strategy. */
export type LinkedStrategy =
  | { readonly spec: StrategySpec; readonly issues?: never }
  | { readonly spec?: never; readonly issues: readonly ConfigIssue[] }

/** A model that nobody reads: the decision takes columns. */
const UNREAD: PluginSpec = { type: 'pass-through', input: 'close' }

/** Every plug-in in `parsed` is registered and its parameters are checked. */
export function linkStrategy(parsed: ParsedStrategy, registries: Registries): LinkedStrategy {
  const features = new Map(
    Object.entries(parsed.features).map(([name, spec]) => [name, bound(registries.features, spec)]),
  )
  const decision = bound(registries.decisions, parsed.decision)
  const issues: ConfigIssue[] = []
  for (const name of features.keys()) if (isBarColumn(name) || name === 'signals') issues.push(shadowing(name))

  const names = readableNames(features)
  const check = (reads: readonly string[], spec: PluginSpec, path: Path) => {
    for (const name of reads)
      if (!names.has(name) && !isTapeColumn(name)) issues.push(unknownInput(name, spec, path, [...names]))
  }
  for (const [name, { inputs }] of features) check(inputs, parsed.features[name]!, ['features', name])
  if (decision.inputs !== 'score') check(decision.inputs, parsed.decision, ['decision'])
  else if (parsed.model) check(bound(registries.models, parsed.model).inputs, parsed.model, ['model'])
  else
    issues.push({
      path: ['model'],
      fault: `is missing; the decision ${parsed.decision.type} reads its score`,
      remedy: 'add strategy.model',
    })
  check(bound(registries.sizers, parsed.risk.sizer).inputs, parsed.risk.sizer, ['risk', 'sizer'])

  const cycle = findCycle(features)
  if (cycle)
    issues.push({
      path: ['features', cycle[0]!],
      fault: `reads itself: ${cycle.join(' reads ')}`,
      remedy: 'let one of them read a bar column',
    })
  return issues.length > 0 ? { issues } : { spec: { ...parsed, model: parsed.model ?? UNREAD } }
}

const bound = <D extends PluginDefinition>(
  registry: Registry<D>,
  { type, ...params }: PluginSpec,
): ReturnType<D['bind']> => registry[type]!.bind(params) as ReturnType<D['bind']>

const shadowing = (name: string): ConfigIssue => ({
  path: ['features', name],
  fault: name === 'signals' ? 'is kept for the columns of data.signals' : 'is the name of a bar column',
  remedy: 'choose a name of your own',
})

function readableNames(features: ReadonlyMap<string, Feature>): Set<string> {
  const names = new Set<string>(BAR_COLUMNS)
  for (const [name, { outputs }] of features) {
    names.add(name)
    for (const output of outputs) names.add(`${name}.${output}`)
  }
  return names
}

/** The path ends at the parameter that holds the name, where one does. */
function unknownInput(name: string, spec: PluginSpec, path: Path, names: readonly string[]): ConfigIssue {
  const holder = Object.entries(spec).find(
    ([, value]) => value === name || (Array.isArray(value) && value.includes(name)),
  )
  const position =
    holder === undefined ? [] : Array.isArray(holder[1]) ? [holder[0], holder[1].indexOf(name)] : [holder[0]]
  return {
    path: [...path, ...position],
    fault: `is ${show(name)}, which is neither a bar column nor a feature${didYouMean(name, names)}`,
    remedy: `it may be: ${names.slice(0, 30).join(', ')}`,
  }
}

/** Names around a cycle, the first repeated at the end; undefined when there is none. */
function findCycle(features: ReadonlyMap<string, Feature>): readonly string[] | undefined {
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (name: string): readonly string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (done.has(name)) return undefined
    trail.push(name)
    for (const input of features.get(name)!.inputs) {
      const source = features.has(input) ? input : input.slice(0, Math.max(0, input.indexOf('.')))
      const cycle = features.has(source) ? visit(source) : undefined
      if (cycle) return cycle
    }
    trail.pop()
    done.add(name)
    return undefined
  }
  for (const name of features.keys()) {
    const cycle = visit(name)
    if (cycle) return cycle
  }
  return undefined
}
