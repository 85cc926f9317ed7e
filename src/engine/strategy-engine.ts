/**
 * L8 assembled: turns the values on a trial's axes into bound layers. What a trial is made of comes from `specOf`; here each part is bound
 * once for each distinct value and put together into signals (L2–L4) and an account plan (L5–L7).
 */
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError, ExecutionError } from '../core/errors.ts'
import type { Decision } from '../decision/contract.ts'
import type { Axis } from '../domain/axis.ts'
import type { Market } from '../domain/market.ts'
import type { PluginSpec } from '../domain/strategy-spec.ts'
import { requireColumn } from '../features/feature-extractor.ts'
import type { Model } from '../model/contract.ts'
import { type AccountPlan, bindAccount } from './account-plan.ts'
import { bindPlugin, type PluginRegistries, type TrialSpec } from './bind-plugin.ts'
import {
  type ColumnRef,
  columnNamed,
  firstValueOf,
  type NamedNodes,
  type SignalNode,
  signalNodes,
  visitNodes,
} from './signal-node.ts'
import { axesTouching, PartCache } from './trial-cache.ts'

/** L2–L4 of a trial for one instrument. */
export interface Signals {
  readonly model: Model
  readonly decision: Decision
  /** Columns of the model; of the decision when it reads columns. */
  readonly inputs: readonly ColumnRef[]
}

export interface AssembledTrial {
  /** One entry an instrument. */
  readonly signals: readonly Signals[]
  readonly plan: AccountPlan
  /** The sizer's columns of each instrument. */
  readonly sizerInputs: readonly (readonly ColumnRef[])[]
  /** First bar on which every column of the pipeline has a value. */
  readonly warmupBars: number
}

export class StrategyEngine {
  private readonly specOf: (ordinals: Int32Array) => TrialSpec
  private readonly registries: PluginRegistries
  private readonly market: Market
  private readonly features: PartCache<readonly NamedNodes[]>
  private readonly models: PartCache<Model>
  private readonly decisions: PartCache<Decision>
  private readonly accounts: PartCache<AccountPlan>
  private readonly named: ReadonlyMap<string, PartCache<readonly NamedNodes[]>>

  /** @param base values of some trial that can run: who reads whom is found in it. */
  constructor(
    axes: readonly Axis[],
    specOf: (ordinals: Int32Array) => TrialSpec,
    registries: PluginRegistries,
    market: Market,
    base: Int32Array = new Int32Array(axes.length),
  ) {
    this.specOf = specOf
    this.registries = registries
    this.market = market
    const part = <T>(path: string, bind: (spec: TrialSpec) => T) =>
      new PartCache(axes, axesTouching(axes, path), (ordinals) => bind(specOf(ordinals)))
    this.features = part('strategy.features', ({ strategy }) => this.bindFeatures(strategy.features))
    this.models = part('strategy.model', ({ strategy }) => bindPlugin('model', registries.models, strategy.model))
    this.decisions = part('strategy.decision', ({ strategy }) =>
      supported(bindPlugin('decision', registries.decisions, strategy.decision)),
    )
    const account = new Set([
      ...axesTouching(axes, 'strategy.risk'),
      ...axesTouching(axes, 'strategy.execution'),
      ...axesTouching(axes, 'account'),
    ])
    this.accounts = new PartCache(
      axes,
      [...account].sort((a, b) => a - b),
      (ordinals) => bindAccount(specOf(ordinals), registries, market),
    )
    this.named = this.separate(axes, base)
  }

  assemble(ordinals: Int32Array): AssembledTrial {
    const model = this.models.get(ordinals)
    const decision = this.decisions.get(ordinals)
    const plan = this.accounts.get(ordinals)
    const names = decision.inputs === 'score' ? model.inputs : decision.inputs
    let warmupBars = 0
    const refs = (inputs: readonly string[], reader: string, instrument: number): ColumnRef[] =>
      inputs.map((name) => {
        const ref = this.column(name, reader, ordinals, instrument)
        warmupBars = Math.max(warmupBars, firstValueOf(ref))
        return ref
      })
    const signals = this.market.bars.map((_, k) => ({ model, decision, inputs: refs(names, 'strategy.model', k) }))
    const sizerInputs = this.market.bars.map((_, k) => refs(plan.sizer.inputs, 'strategy.risk.sizer', k))
    return { signals, plan, sizerInputs, warmupBars }
  }

  /** Nodes of a trial, inputs first. */
  nodes(trial: AssembledTrial, seen: Set<SignalNode>, visit: (node: SignalNode) => void): void {
    for (const { inputs } of trial.signals) for (const ref of inputs) visitNodes(ref, seen, visit)
    for (const inputs of trial.sizerInputs) for (const ref of inputs) visitNodes(ref, seen, visit)
  }

  private column(name: string, reader: string, ordinals: Int32Array, instrument: number): ColumnRef {
    const dot = name.indexOf('.')
    const own = this.named.get(dot < 0 ? name : name.slice(0, dot)) ?? this.features
    const nodes = own.get(ordinals)[instrument]!
    const ref = columnNamed(name, nodes)
    if (ref) {
      if (ref.kind === 'bar') requireColumn(this.market.bars[instrument]!, ref.column, reader)
      return ref
    }
    const known = ['open', 'high', 'low', 'close', 'volume', ...Object.keys(this.specOf(ordinals).strategy.features)]
    throw new ConfigError(
      'E_COLUMN_UNKNOWN',
      `${reader}: "${name}" is neither a bar column nor a feature${didYouMean(name, known)}`,
      `It may read: ${known.join(', ')}.`,
    )
  }

  private separate(
    axes: readonly Axis[],
    baseOrdinals: Int32Array,
  ): ReadonlyMap<string, PartCache<readonly NamedNodes[]>> {
    const base = this.bindFeatures(this.specOf(baseOrdinals).strategy.features)
    const closures = featureClosures(axes, base[0]!)
    if (!closures) return new Map()
    return new Map(
      [...closures].map(([name, needed]) => {
        const touching = new Set(needed.flatMap((other) => axesTouching(axes, `strategy.features.${other}`)))
        const cache = new PartCache(
          axes,
          [...touching].sort((a, b) => a - b),
          (ordinals) => {
            const { features } = this.specOf(ordinals).strategy
            return this.bindFeatures(Object.fromEntries(needed.map((other) => [other, features[other]!])))
          },
        )
        return [name, cache]
      }),
    )
  }

  private bindFeatures(specs: Readonly<Record<string, PluginSpec>>): readonly NamedNodes[] {
    return this.market.bars.map((_, k) => signalNodes(specs, this.registries.features, this.market, k))
  }
}

/**
 * Features that can be bound one by one, because no axis changes who reads whom: the names that each one needs, itself included. Undefined
 * when an axis replaces a whole feature, an input, or what the features are made from.
 */
function featureClosures(axes: readonly Axis[], nodes: NamedNodes): ReadonlyMap<string, readonly string[]> | undefined {
  const names = [...nodes.keys()]
  const separable = (at: string) => /^strategy\.features\.[^.]+\.(?!inputs?$)[^.]+$/.test(at) || !touchesFeatures(at)
  if (!axes.every(({ at }) => separable(at))) return undefined
  return new Map(
    names.map((name) => {
      const needed = new Set<SignalNode>()
      visitNodes({ kind: 'node', node: nodes.get(name)!, output: 0 }, needed, () => undefined)
      return [name, names.filter((other) => needed.has(nodes.get(other)!))]
    }),
  )
}

const touchesFeatures = (at: string): boolean =>
  at === 'strategy' || at.startsWith('strategy.features') || at.startsWith('strategy.params')

function supported(decision: Decision): Decision {
  if (decision.scope === 'universe' || decision.needsPosition) {
    throw new ExecutionError(
      'E_DECISION_SCOPE',
      'the decision ranks a universe or needs the position; this engine runs decisions of one instrument that do not depend on it',
      'Use a decision with scope instrument.',
    )
  }
  return decision
}
