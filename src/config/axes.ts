/** `sweep.space` → axes: expanded, each value tried where it will stand, each axis in its plane. */
import { canonicalJson } from '../core/canonical-json.ts'
import { ConfigError } from '../core/errors.ts'
import type { Axis, AxisValue } from '../domain/axis.ts'
import type { StrategySpec } from '../domain/strategy-spec.ts'
import { type AxisSpec, expandAxis } from '../search/axis-values.ts'
import { type AxisTarget, missingTarget, parseUnit, rulesUnit, type Sweepable, targetsOf } from './axis-target.ts'
import type { StrategyBuilder } from './build-strategy.ts'
import type { ConfigIssue } from './issues.ts'
import { nodeAt, type Path, pathOf, startsWith, withNode } from './tree.ts'

export interface WrittenAxis extends AxisSpec {
  readonly at: string
}

/** Columns of trials.parquet that no axis may be named like. */
const TRIAL_COLUMNS = ['trialId', 'index', 'status', 'reason']

/** @param metrics names of the metric columns. Paths of issues begin at the top of the config. */
export function buildAxes(
  config: Sweepable,
  space: Readonly<Record<string, WrittenAxis>>,
  metrics: readonly string[],
  builder: StrategyBuilder,
): { readonly axes: readonly Axis[]; readonly issues: readonly ConfigIssue[] } {
  const written = Object.entries(space)
  const paths = written.map(([, { at }]) => pathOf(at))
  const issues = [
    ...nameClashes(Object.keys(space), metrics),
    ...written.flatMap(([name], i) => targetIssues(config, name, paths[i]!, builder)),
    ...overlaps(Object.keys(space), paths),
  ]
  if (issues.length > 0) return { axes: [], issues }

  const targets = targetsOf(paths, builder)
  const units = paths.map((path) => rulesUnit(path, builder))
  const axes: Axis[] = []
  for (const [i, [name, spec]] of written.entries()) {
    const target = targets[i]!
    const alone = units.every((unit, k) => k === i || !sameUnit(unit, units[i]!))
    const expanded = expand(name, spec)
    if ('fault' in expanded) {
      issues.push(expanded)
      continue
    }
    const tried = tryValues(config, expanded.values, target, alone, builder)
    issues.push(...tried.issues.map((issue) => ({ ...issue, path: ['sweep', 'space', name] })))
    axes.push({ name, at: spec.at, plane: planeOf(paths[i]!, tried.specs), ...expanded })
  }
  return { axes, issues }
}

function nameClashes(names: readonly string[], metrics: readonly string[]): ConfigIssue[] {
  const columns = new Map([...TRIAL_COLUMNS, ...metrics].map((column) => [column.toLowerCase(), column]))
  return names.flatMap((name) => {
    const other = columns.get(name.toLowerCase())
    columns.set(name.toLowerCase(), name)
    // Query engines do not tell upper from lower case in column names.
    if (other === undefined) return []
    return [
      {
        path: ['sweep', 'space', name],
        fault: `has the name of another column of trials.parquet, ${other}`,
        remedy: `rename the axis: ${name}Value`,
      },
    ]
  })
}

function targetIssues(config: Sweepable, name: string, path: Path, builder: StrategyBuilder): ConfigIssue[] {
  const issue = missingTarget(config, path, builder)
  return issue === undefined ? [] : [{ ...issue, path: ['sweep', 'space', name, 'at'] }]
}

function overlaps(names: readonly string[], paths: readonly Path[]): ConfigIssue[] {
  return names.flatMap((name, i) => {
    const k = paths.findIndex((other, j) => j < i && (startsWith(paths[i]!, other) || startsWith(other, paths[i]!)))
    if (k < 0) return []
    return [
      {
        path: ['sweep', 'space', name, 'at'],
        fault: `overlaps with what axis "${names[k]}" replaces`,
        remedy: 'let one axis hold labelled subtrees of both',
        code: 'E_AXIS_PATH',
      },
    ]
  })
}

const sameUnit = (a: Path, b: Path) => a.length === b.length && startsWith(a, b)

function expand(name: string, spec: WrittenAxis): ReturnType<typeof expandAxis> | ConfigIssue {
  try {
    return expandAxis(name, spec)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const { code, message, remedy } = error
    return { path: ['sweep', 'space', name], fault: message.replace(/^axis "[^"]*" /, ''), remedy, code }
  }
}

interface Tried {
  readonly issues: readonly ConfigIssue[]
  /** Strategies with a value in place, for axes into a named strategy's parameters. */
  readonly specs: readonly StrategySpec[]
}

/** The first value that does not fit ends the trying: the others of a range would say the same. */
function tryValues(
  config: Sweepable,
  values: readonly AxisValue[],
  { unit, inside }: AxisTarget,
  alone: boolean,
  builder: StrategyBuilder,
): Tried {
  const specs: StrategySpec[] = []
  for (const { cell, value } of values) {
    const parsed = parseUnit(config, unit, [{ inside, value }], builder)
    // Rules over several parameters wait for the trial when another axis changes the same plug-in.
    const issues =
      parsed.issues?.filter(({ joint }) => alone || !joint) ?? linkIssues(config, unit, value, parsed.ok, builder)
    if (issues.length > 0) return { issues: issues.map((issue) => unfit(cell, issue)), specs }
    if (unit.length === 1 && unit[0] === 'strategy' && !parsed.issues) specs.push(parsed.ok as StrategySpec)
  }
  return { issues: [], specs }
}

/** Only a text or a subtree can name another input. */
function linkIssues(
  { strategy, written }: Sweepable,
  unit: Path,
  value: unknown,
  parsed: unknown,
  builder: StrategyBuilder,
): readonly ConfigIssue[] {
  if (unit[0] !== 'strategy' || unit.length === 1 || typeof value === 'number') return []
  const spec = withNode(strategy, unit.slice(1), parsed) as StrategySpec
  const { model, ...rest } = spec
  const issues = builder.link(
    nodeAt(written, ['strategy', 'model']) === undefined && unit[1] !== 'model' ? rest : { ...rest, model },
  )
  return issues.map((issue) => ({ ...issue, path: ['strategy', ...issue.path] }))
}

const unfit = (cell: number | string, { path, fault, remedy }: ConfigIssue): ConfigIssue => ({
  path,
  fault: `has the value ${typeof cell === 'number' ? cell : JSON.stringify(cell)}, which does not fit: ${path.join('.')} ${fault}`,
  remedy,
  code: 'E_AXIS_VALUE',
})

const SIGNAL_PARTS = ['features', 'model', 'decision']

/** A parameter of a named strategy is of the signal plane when it changes anything there. */
function planeOf(path: Path, specs: readonly StrategySpec[]): Axis['plane'] {
  if (path[0] === 'account') return 'account'
  if (path[1] !== undefined && path[1] !== 'params')
    return SIGNAL_PARTS.includes(String(path[1])) ? 'signal' : 'account'
  const signals = new Set(specs.map(({ features, model, decision }) => canonicalJson({ features, model, decision })))
  return specs.length > 0 && signals.size === 1 ? 'account' : 'signal'
}
