/** Puts a thread's engine together over the shared slab: what the worker file imports to evaluate chunks of a sweep. */

import '../src/io/inlining-flag.ts'
import { type PlanSurroundings, planIdentity } from '../src/config/plan-identity.ts'
import { registriesWith } from '../src/config/plugin-exports.ts'
import { trialSource } from '../src/config/trials.ts'
import type { PluginDescriptor } from '../src/domain/plugin-module.ts'
import type { RunConfig } from '../src/domain/run-spec.ts'
import { BacktestEngine } from '../src/engine/backtest-engine.ts'
import { TrialEvaluator } from '../src/engine/chunk-evaluator.ts'
import { loadScanKernel } from '../src/engine/kernel/kernel.ts'
import { SignalGraph } from '../src/engine/signal-graph.ts'
import type { SlabLayout } from '../src/engine/slab.ts'
import { StrategyEngine } from '../src/engine/strategy-engine.ts'
import { type MarketOutline, readMarket } from '../src/engine/tape.ts'
import { importPlugins } from '../src/io/plugin-modules.ts'
import type { MetricConventions } from '../src/reporting/contract.ts'
import { metricContext } from '../src/reporting/metric-context.ts'
import { createPlan } from '../src/search/plan.ts'
import type { ThreadIdentity } from './chunk-task.ts'

/** Everything that a thread needs, as structured-clonable values; the memory is shared. */
export interface FarmInit {
  readonly config: RunConfig
  readonly surroundings: PlanSurroundings
  /** The user's modules; every thread imports them for itself. */
  readonly plugins: readonly PluginDescriptor[]
  readonly memory: WebAssembly.Memory
  readonly layout: SlabLayout
  readonly outline: MarketOutline
  readonly conventions: Partial<MetricConventions>
  readonly maxCombos: number
}

export async function createEvaluator(init: unknown, { seat }: ThreadIdentity): Promise<TrialEvaluator> {
  const { config, surroundings, plugins, memory, layout, outline, conventions, maxCombos } = init as FarmInit
  const registries = registriesWith(await importPlugins(plugins))
  const space = createPlan(config.sweep!, config.seed, { maxCombos }, registries.searchMethods)
  const source = trialSource(config, space.axes, registries)
  const firstTrial = new Int32Array(space.axes.length)
  space.decode(0, firstTrial)
  const { market, tapes } = readMarket(memory, layout, outline)
  const kernel = loadScanKernel(memory)
  const strategyEngine = new StrategyEngine(
    space.axes,
    (ordinals) => source.spec(ordinals),
    registries,
    market,
    firstTrial,
  )
  const graph = new SignalGraph(memory, layout, kernel, tapes, seat)
  return new TrialEvaluator({
    space,
    strategyEngine,
    backtestEngine: new BacktestEngine(market, tapes, kernel, graph, memory, layout, seat),
    graph,
    trialId: planIdentity(config, surroundings, registries, source).trialId,
    metrics: Object.values(registries.metrics),
    context: metricContext(conventions),
    keepReturns: config.output.returns !== 'none',
  })
}
