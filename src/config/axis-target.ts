/**
 * What an axis points at. A config is parsed in units: a plug-in, or a part outside plug-ins such as `strategy.risk.rules`. An axis's
 * value is put into its unit as written and the unit is parsed again, so that each distinct value is checked as if it stood in the file,
 * and defaults that depend on it follow. Axes into one plug-in share its unit.
 */
import type { z } from 'zod'
import { nearest } from '../core/did-you-mean.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import type { Built, StrategyBuilder } from './build-strategy.ts'
import { type ConfigIssue, issuesOf } from './issues.ts'
import { accountSchema } from './run-schema.ts'
import { child, pluginKind, schemaAt } from './schema-shape.ts'
import { isMap, nodeAt, type Path, pathText, withNode } from './tree.ts'

/** The parts of a parsed config that axes may point into. */
export type Sweepable = Pick<RunConfig, 'strategy' | 'account' | 'written' | 'strategyCall'>

export interface AxisTarget {
  /** Of the unit. */
  readonly unit: Path
  /** From the unit to the axis's node. */
  readonly inside: Path
}

/** The unit of each axis; one point into a named strategy's parameters makes the whole strategy the unit of all axes into it. */
export function targetsOf(paths: readonly Path[], builder: StrategyBuilder): readonly AxisTarget[] {
  const wholeStrategy = paths.some((path) => path[0] === 'strategy' && path[1] === 'params')
  return paths.map((path) => {
    const depth = path[0] === 'strategy' && wholeStrategy ? 1 : unitDepth(path, builder)
    return { unit: path.slice(0, depth), inside: path.slice(depth) }
  })
}

/** The smallest part whose rules see the axis's value; of all parameters of a named strategy the same one. */
export const rulesUnit = (path: Path, builder: StrategyBuilder): Path => path.slice(0, unitDepth(path, builder))

/** Parses a unit with other values inside. Paths of issues begin at the top of the config. */
export function parseUnit(
  config: Sweepable,
  unit: Path,
  values: readonly { readonly inside: Path; readonly value: unknown }[],
  builder: StrategyBuilder,
): Built<unknown> {
  if (unit.length === 1 && unit[0] === 'strategy') return parseStrategy(config, values, builder)
  const written = nodeAt(config.written, unit) ?? nodeAt(config, unit)
  const input = values.reduce((tree, { inside, value }) => withNode(tree, inside, value), written)
  const schema = schemaOf(unit, builder)
  const result = schema.safeParse(input)
  return result.success ? { ok: result.data } : { issues: issuesOf(result.error, schema, input, unit) }
}

/** Undefined when the path is in the config, else what is wrong with it. */
export function missingTarget(config: Sweepable, path: Path, builder: StrategyBuilder): ConfigIssue | undefined {
  const tree = {
    strategy: config.strategyCall ? { params: config.strategyCall.params, ...config.strategy } : config.strategy,
    account: config.account,
  }
  let node: unknown = tree
  for (const [depth, key] of path.entries()) {
    const known = [...new Set([...keysAt(node), ...parameterNames(config, path.slice(0, depth), builder)])]
    if (!known.includes(String(key))) return noSuchNode(path, depth, known)
    node = nodeAt(node, [key])
  }
  return undefined
}

function noSuchNode(path: Path, depth: number, known: readonly string[]): ConfigIssue {
  const above = path.slice(0, depth)
  const near = nearest(String(path[depth]), known)
  const place = depth === 0 ? 'the sweepable part of a config' : pathText(above)
  return {
    path: [],
    fault: `points at ${pathText(path)}: ${place} has no ${path[depth]}${near === undefined ? '' : ` (did you mean "${pathText([...above, near])}"?)`}`,
    remedy:
      known.length > 0
        ? `below ${place} there are: ${known.slice(0, 40).join(', ')}`
        : `${place} is a value, point at it`,
    code: 'E_AXIS_PATH',
  }
}

const keysAt = (node: unknown): readonly string[] =>
  node !== null && typeof node === 'object' ? Object.keys(node) : []

/** Parameters that the plug-in at a path knows, also those that are not set. */
function parameterNames(config: Sweepable, path: Path, builder: StrategyBuilder): readonly string[] {
  if (path.length === 2 && path[1] === 'params' && config.strategyCall)
    return builder.parametersOf('strategies', config.strategyCall.name)
  const schema = path[0] === 'strategy' ? schemaAt(builder.schema, path.slice(1)) : undefined
  const kind = schema && pluginKind(schema)
  const spec = nodeAt(config, path)
  return kind !== undefined && isMap(spec) ? ['type', ...builder.parametersOf(kind, String(spec.type))] : []
}

function parseStrategy(
  { strategy, strategyCall, written }: Sweepable,
  values: readonly { readonly inside: Path; readonly value: unknown }[],
  builder: StrategyBuilder,
): Built<unknown> {
  const whole = values.find(({ inside }) => inside.length === 0)
  const isParam = ({ inside }: { inside: Path }) => inside[0] === 'params'
  const called = values
    .filter(isParam)
    .reduce(
      (tree, { inside, value }) => withNode(tree, inside, value),
      (whole?.value ?? strategyCall ?? written.strategy) as unknown,
    )
  const spelled = builder.spell(called)
  if (spelled.issues) return { issues: spelled.issues.map(inStrategy) }
  const edited = values
    .filter((entry) => !isParam(entry) && entry.inside.length > 0)
    .reduce(
      (tree, { inside, value }) => withNode(withUnit(tree, strategy, inside, builder), inside, value),
      spelled.ok.written as unknown,
    )
  const parsed = builder.parse(edited)
  return parsed.issues ? { issues: parsed.issues.map(inStrategy) } : parsed
}

/** A unit that was left out in writing is written down with its defaults, so that a value can be put into it. */
function withUnit(written: unknown, spec: unknown, inside: Path, builder: StrategyBuilder): unknown {
  const unit = inside.slice(0, unitDepth(['strategy', ...inside], builder) - 1)
  return nodeAt(written, unit) === undefined ? withNode(written, unit, nodeAt(spec, unit)) : written
}

const inStrategy = (issue: ConfigIssue): ConfigIssue => ({ ...issue, path: ['strategy', ...issue.path] })

/** As deep as the schemas know the way, but never into a plug-in. */
function unitDepth(path: Path, builder: StrategyBuilder): number {
  let schema: z.ZodType | undefined = rootSchema(path[0]!, builder)
  let depth = 1
  while (depth < path.length && pluginKind(schema) === undefined) {
    const next: z.ZodType | undefined = child(schema, path[depth]!)
    if (next === undefined) break
    schema = next
    depth++
  }
  return depth
}

function schemaOf(unit: Path, builder: StrategyBuilder): z.ZodType {
  let schema = rootSchema(unit[0]!, builder)
  for (const key of unit.slice(1)) schema = child(schema, key)!
  return schema
}

const rootSchema = (root: string | number, builder: StrategyBuilder): z.ZodType =>
  root === 'account' ? accountSchema : builder.schema
