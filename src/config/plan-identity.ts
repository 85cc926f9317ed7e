/**
 * The identity of a plan and of its trials is their content. A trial's id is sha256(prefix ‖ what the axes change in it, defaults filled
 * in): it knows neither names (of the run, of axes, of labels) nor order, so a widened grid finds the trials it shares with a former run.
 * The plan's hash covers in addition which trials there are and in which order.
 */
import { contentHash, prefixHasher } from '../core/hash.ts'
import type { Axis } from '../domain/axis.ts'
import type { Calendar } from '../domain/market.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import { planOrder } from '../search/space.ts'
import { builtInRegistries, type Registries } from './registries.ts'
import { isMap, type Path, withNode } from './tree.ts'
import { identityForm, type TrialSource, trialSource } from './trials.ts'

/** What identity needs beside the config. */
export interface PlanSurroundings {
  /** Of the engine's sources, the plug-ins reached and the math table. */
  readonly engineHash: string
  /** Of the market's columns, instruments, gap policy and repairs (`Market.hash`). */
  readonly datasetHash: string
  /** As the market has them: from the config or from the dataset. */
  readonly calendar: Calendar
  readonly periodsPerYear: number
  /** Whether a component draws random numbers: only then does the root seed change a trial. */
  readonly declaresStream: boolean
}

export interface PlanIdentity {
  /** 64 hex: what all trials have in common. Trials of runs with equal prefixes are the same when their ids are. */
  readonly prefixHash: string
  /** 64 hex: the whole plan. The run id ends in its first 8. */
  readonly planHash: string
  /** 32 hex. @param ordinals the value number on each axis, in plan order. Cost: one short hash. */
  trialId(ordinals: ArrayLike<number>): string
}

/** @param source of the config's axes in plan order; made here when it is not given */
export function planIdentity(
  config: RunConfig,
  surroundings: PlanSurroundings,
  registries: Registries = builtInRegistries,
  source: TrialSource = trialSource(config, planOrder(config.sweep?.axes ?? []), registries),
): PlanIdentity {
  const prefixHash = planPrefixHash(config, surroundings, source.changedParts)
  const hash = prefixHasher(prefixHash)
  return {
    prefixHash,
    planHash: planHash(config, surroundings, prefixHash),
    trialId: (ordinals) => hash(source.changes(ordinals)).slice(0, 32),
  }
}

/** @param changedParts paths in strategy and account that the axes change: they belong to the trial, not to the prefix */
function planPrefixHash(config: RunConfig, surroundings: PlanSurroundings, changedParts: readonly Path[]): string {
  const { data, strategy, account, benchmark, seed } = config
  const { engineHash, datasetHash, calendar, periodsPerYear, declaresStream } = surroundings
  const fixed = identityForm(changedParts.reduce<unknown>(without, { strategy, account }), [])
  return contentHash({
    version: 1,
    engineHash,
    datasetHash,
    calendar,
    periodsPerYear,
    data: {
      instruments: data.instruments,
      interval: data.interval,
      from: data.from,
      to: data.to,
      missing: data.missing,
    },
    fixed,
    benchmark,
    seed: declaresStream ? seed : undefined,
  })
}

/** The plan hash: data, strategy, account, sweep, seed and engine; not name, ranking, outputs, threads or chunk size. */
function planHash(config: RunConfig, surroundings: PlanSurroundings, prefixHash: string): string {
  const { sweep, data, strategy, account, seed } = config
  return contentHash({
    version: 1,
    prefixHash,
    engineHash: surroundings.engineHash,
    // Where the signals' file lies says nothing of what it holds; the dataset's hash does.
    data: { ...data, signals: undefined },
    strategy,
    account,
    seed,
    sweep: sweep && {
      method: sweep.method,
      axes: planOrder(sweep.axes).map(axisContent),
      constraints: sweep.constraints,
    },
  })
}

const axisContent = ({ name, at, kind, values }: Axis) => ({ name, at, kind, values })

/** A copy in which null stands at the path. */
const without = (tree: unknown, path: Path): unknown => (isMap(tree) ? withNode(tree, path, null) : tree)
