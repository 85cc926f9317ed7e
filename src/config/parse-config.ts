/**
 * The door of every config: text → a RunConfig that needs no further check. Pure: the text is given, nothing is read from disk or
 * environment.
 */
import { ConfigError, StrategyError } from '../core/errors.ts'
import type { RunConfig, SweepSpec } from '../domain/run-spec.ts'
import { parseCondition } from '../search/expression.ts'
import { buildAxes, type WrittenAxis } from './axes.ts'
import type { Sweepable } from './axis-target.ts'
import { StrategyBuilder } from './build-strategy.ts'
import { badNodes, readConfigText } from './config-text.ts'
import { type ConfigIssue, InvalidConfigError, issuesOf, type Locate } from './issues.ts'
import { builtInRegistries, type Registries } from './registries.ts'
import { runSchema } from './run-schema.ts'
import { withValues } from './set-values.ts'
import { isMap, withoutNegativeZero } from './tree.ts'

export interface ConfigSource {
  /** For messages; a name that ends in .json must hold JSON. Default: `config`. */
  readonly fileName?: string
  /** What the config can name; default: what quantfarm ships. */
  readonly registries?: Registries
  /** `path=value` in place of what the text says (set-values.ts). */
  readonly set?: readonly string[]
}

/**
 * Parses the text of a config, YAML or JSON.
 * Errors: ConfigError E_CONFIG_SYNTAX; InvalidConfigError with every fault, one a line with its place, under the code of the first
 * (E_CONFIG_INVALID, E_AXIS_…, E_EXPRESSION …); StrategyError E_STRATEGY_UNKNOWN, E_STRATEGY_SPEC; E_SET.
 */
export function parseConfig(
  text: string,
  { fileName = 'config', registries = builtInRegistries, set = [] }: ConfigSource = {},
): RunConfig {
  const { tree, locate } = readConfigText(text, fileName)
  return toRunConfig(withValues(tree, set), fileName, locate, registries)
}

/** The same for a config that is an object already. Errors: as parseConfig, without places. */
export function parseConfigTree(
  tree: unknown,
  { fileName = 'config', registries = builtInRegistries }: ConfigSource = {},
): RunConfig {
  return toRunConfig(tree, fileName, () => undefined, registries)
}

function toRunConfig(input: unknown, fileName: string, locate: Locate, registries: Registries): RunConfig {
  const refuse = (issues: readonly ConfigIssue[]) => {
    const error = new InvalidConfigError(issues, fileName, locate)
    return error.code.startsWith('E_STRATEGY_') ? new StrategyError(error.code, error.message, error.remedy) : error
  }
  const bad = [...badNodes(input)]
  if (bad.length > 0) throw refuse(bad)
  const tree = withoutNegativeZero(input)
  const schema = runSchema(registries)
  const result = schema.safeParse(tree)
  const builder = new StrategyBuilder(registries)
  const strategy = builder.build(isMap(tree) ? tree.strategy : undefined)
  const issues = [
    ...(result.success ? [] : issuesOf(result.error, schema, tree)),
    ...(strategy.issues ?? []).map((issue) => ({ ...issue, path: ['strategy', ...issue.path] })),
  ]
  if (!result.success || strategy.issues) throw refuse(issues)

  const { sweep, ranking, strategy: _written, ...run } = result.data
  const account = (tree as { account?: Record<string, unknown> }).account ?? {}
  const { spec, call, written } = strategy.ok
  const sweepable: Sweepable = {
    strategy: spec,
    strategyCall: call,
    account: run.account,
    written: { strategy: written, account },
  }
  const expanded = sweep ? expandSweep(sweepable, sweep, registries, builder) : { sweep: null, issues: [] }
  if (expanded.issues.length > 0) throw refuse(expanded.issues)
  const order = ranking.order ?? (registries.metrics[ranking.by]!.direction < 0 ? 'ascending' : 'descending')
  return { ...run, ...sweepable, sweep: expanded.sweep, ranking: { ...ranking, order } }
}

type WrittenSweep = NonNullable<ReturnType<ReturnType<typeof runSchema>['parse']>['sweep']>

function expandSweep(
  config: Sweepable,
  { method, space, constraints }: WrittenSweep,
  { metrics }: Registries,
  builder: StrategyBuilder,
): { sweep: SweepSpec; issues: readonly ConfigIssue[] } {
  const { axes, issues } = buildAxes(config, space as Record<string, WrittenAxis>, Object.keys(metrics), builder)
  const types = new Map(axes.map(({ name, kind }) => [name, kind]))
  const unread = issues.length > 0 ? [] : constraints.flatMap((text, i) => constraintIssues(text, i, types))
  return { sweep: { method, axes, constraints }, issues: [...issues, ...unread] }
}

function constraintIssues(text: string, i: number, types: ReadonlyMap<string, 'number' | 'text'>): ConfigIssue[] {
  try {
    parseCondition(text, types)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [
      {
        path: ['sweep', 'constraints', i],
        fault: error.message.replace(/^constraint/, 'is'),
        remedy: error.remedy,
        code: error.code,
      },
    ]
  }
}
