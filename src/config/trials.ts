/**
 * One trial of a sweep: the config's strategy and account with the values of the axes in place. What an axis changes is parsed again with
 * its value (once per distinct combination within one plug-in, then remembered), everything else is shared with the config's own tree.
 */
import { canonicalJson } from '../core/canonical-json.ts'
import type { Axis } from '../domain/axis.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import type { BacktestSpec } from '../domain/strategy-spec.ts'
import { type AxisTarget, parseUnit, targetsOf } from './axis-target.ts'
import { StrategyBuilder } from './build-strategy.ts'
import { InvalidConfigError } from './issues.ts'
import { builtInRegistries, type Registries } from './registries.ts'
import { isMap, nodeAt, type Path, pathOf, pathText, startsWith, withNode } from './tree.ts'

export interface TrialSource {
  /** Paths of the parts that axes change; the rest of strategy and account is the same in every trial. */
  readonly changedParts: readonly Path[]
  /**
   * What the trial runs. @param ordinals the value number on each axis, in the order of `axes`
   * Errors: InvalidConfigError when the values do not go together (a rule over several parameters of one plug-in).
   */
  spec(ordinals: ArrayLike<number>): BacktestSpec
  /** Canonical JSON of the changed parts with the trial's values and all defaults; of the values as given when they do not go together. */
  changes(ordinals: ArrayLike<number>): string
}

/** Made once a thread. @param axes of the space, in plan order */
export function trialSource(
  config: RunConfig,
  axes: readonly Axis[],
  registries: Registries = builtInRegistries,
): TrialSource {
  const parts = changedParts(config, axes, new StrategyBuilder(registries))
  const base: BacktestSpec = { strategy: config.strategy, account: config.account, seed: config.seed }
  return {
    changedParts: parts.map(({ unit }) => unit),
    spec: (ordinals) =>
      parts.reduce<unknown>((tree, part) => {
        const { value, error } = part.at(ordinals)
        if (error) throw error
        return withNode(tree, part.unit, value)
      }, base) as BacktestSpec,
    changes: (ordinals) => `{${parts.map((part) => `${part.key}:${part.at(ordinals).json}`).join(',')}}`,
  }
}

/** trialSource for a single trial. Errors: InvalidConfigError. */
export const trialConfig = (
  config: RunConfig,
  axes: readonly Axis[],
  ordinals: ArrayLike<number>,
  registries: Registries = builtInRegistries,
): BacktestSpec => trialSource(config, axes, registries).spec(ordinals)

const RULES: Path = ['strategy', 'risk', 'rules']

/**
 * A part of a spec for hashing. Risk rules are applied in the order of the config, which canonical JSON forgets: they become a list.
 * @param at where the part stands
 */
export function identityForm(part: unknown, at: Path): unknown {
  if (!startsWith(RULES, at)) return part
  const inside = RULES.slice(at.length)
  const rules = nodeAt(part, inside)
  return isMap(rules) ? withNode(part, inside, Object.entries(rules)) : part
}

interface PartValue {
  readonly value?: unknown
  readonly error?: InvalidConfigError
  readonly json: string
}

interface ChangedPart {
  readonly unit: Path
  /** The unit's path as a JSON text. */
  readonly key: string
  at(ordinals: ArrayLike<number>): PartValue
}

/** Combinations remembered for each part; beyond, it forgets and starts again. */
const REMEMBERED = 4_096

/** In the order of their keys, as canonical JSON wants it. */
function changedParts(config: RunConfig, axes: readonly Axis[], builder: StrategyBuilder): ChangedPart[] {
  const targets = targetsOf(
    axes.map(({ at }) => pathOf(at)),
    builder,
  )
  const members = new Map<string, number[]>()
  for (const [axis, { unit }] of targets.entries()) {
    const key = pathText(unit)
    members.set(key, [...(members.get(key) ?? []), axis])
  }
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, positions]) => changedPart(config, axes, targets, positions, key, builder))
}

function changedPart(
  config: RunConfig,
  axes: readonly Axis[],
  targets: readonly AxisTarget[],
  positions: readonly number[],
  key: string,
  builder: StrategyBuilder,
): ChangedPart {
  const { unit } = targets[positions[0]!]!
  const remembered = new Map<number, PartValue>()
  const compute = (ordinals: ArrayLike<number>): PartValue => {
    const values = positions.map((axis) => ({
      inside: targets[axis]!.inside,
      value: axes[axis]!.values[ordinals[axis]!]!.value,
    }))
    const parsed = parseUnit(config, unit, values, builder)
    if (!parsed.issues) return { value: parsed.ok, json: canonicalJson(identityForm(parsed.ok, unit)) }
    const error = new InvalidConfigError(parsed.issues, config.name, () => undefined)
    return { error, json: canonicalJson({ invalid: values.map(({ inside, value }) => [pathText(inside), value]) }) }
  }
  const at = (ordinals: ArrayLike<number>): PartValue => {
    let combination = 0
    for (const axis of positions) combination = combination * axes[axis]!.values.length + ordinals[axis]!
    const known = remembered.get(combination)
    if (known) return known
    if (remembered.size >= REMEMBERED) remembered.clear()
    const fresh = compute(ordinals)
    remembered.set(combination, fresh)
    return fresh
  }
  return { unit, key: JSON.stringify(key), at }
}
