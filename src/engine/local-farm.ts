/**
 * The engine on one thread with a slab of its own: what `run`, the typed API, tests and benchmarks use. A pool's thread is put together
 * from the same parts over a slab that it shares (workers/).
 */
import { ExecutionError } from '../core/errors.ts'
import type { Axis } from '../domain/axis.ts'
import type { Market } from '../domain/market.ts'
import type { TrialOutcome } from '../domain/outcome.ts'
import { BacktestEngine, type LoopMode } from './backtest-engine.ts'
import type { PluginRegistries, TrialSpec } from './bind-plugin.ts'
import { type EventLoop, freshEventLoop } from './fresh-instance.ts'
import { loadScanKernel } from './kernel/kernel.ts'
import type { BarObserver } from './observe.ts'
import type { Tape } from './pipeline.ts'
import { SignalGraph } from './signal-graph.ts'
import type { SignalNode } from './signal-node.ts'
import { allocateSlab, layoutSlab, marketShape, type SlabLayout, SlotStates, slotsWithin } from './slab.ts'
import { SlotDirectory, type SlotLease } from './slot-directory.ts'
import { type AssembledTrial, StrategyEngine } from './strategy-engine.ts'
import { readMarket, writeMarket } from './tape.ts'

export interface LocalFarmOptions {
  readonly axes?: readonly Axis[]
  /** Most bytes of the slab. Default 1 GiB; it takes no more than its columns need. */
  readonly memoryBytes?: number
  /** Most feature columns kept at a time. Default 512. */
  readonly columns?: number
  readonly freshLoop?: () => EventLoop
  /** Values of some trial that can run (StrategyEngine). Default: the first of every axis. */
  readonly base?: Int32Array
}

export class LocalFarm {
  readonly market: Market
  readonly tapes: readonly Tape[]
  readonly strategyEngine: StrategyEngine
  readonly backtestEngine: BacktestEngine
  readonly graph: SignalGraph
  private readonly directory: SlotDirectory

  /** @param specOf what the trial with these value numbers on the axes is made of. Errors: E_MEMORY_BUDGET; those of the plug-ins. */
  constructor(
    market: Market,
    specOf: (ordinals: Int32Array) => TrialSpec,
    registries: PluginRegistries,
    options: LocalFarmOptions = {},
  ) {
    const { axes = [], memoryBytes = 1_073_741_824, columns = 512, freshLoop = freshEventLoop, base } = options
    const shape = marketShape(market, 1)
    const slots = slotsWithin(memoryBytes, shape, columns, 1)
    const layout: SlabLayout = layoutSlab({ ...shape, slots })
    const memory = allocateSlab(layout)
    const shared = readMarket(memory, layout, writeMarket(memory, layout, market))
    const kernel = loadScanKernel(memory)
    this.market = shared.market
    this.tapes = shared.tapes
    this.strategyEngine = new StrategyEngine(axes, specOf, registries, this.market, base)
    this.graph = new SignalGraph(memory, layout, kernel, this.tapes, 0)
    this.backtestEngine = new BacktestEngine(this.market, this.tapes, kernel, this.graph, memory, layout, 0, freshLoop)
    this.directory = new SlotDirectory(slots, new SlotStates(memory, layout))
  }

  /** Runs one trial. The outcome's arrays are views, valid until the next run. */
  run(ordinals: Int32Array = new Int32Array(0), mode: LoopMode = 'skipping'): TrialOutcome {
    const trial = this.strategyEngine.assemble(ordinals)
    this.prepare([trial])
    return this.backtestEngine.run(trial, mode)
  }

  /** Runs one trial and tells an observer of every bar: the bits of `run`, at the price of a step a bar. */
  observe(observer: BarObserver, ordinals: Int32Array = new Int32Array(0)): TrialOutcome {
    const trial = this.strategyEngine.assemble(ordinals)
    this.prepare([trial])
    return this.backtestEngine.observe(trial, observer)
  }

  /** Makes the columns of these trials ready. Errors: ExecutionError E_MEMORY_BUDGET when they do not fit at once. */
  prepare(trials: readonly AssembledTrial[]): SlotLease {
    const nodes: SignalNode[] = []
    const seen = new Set<SignalNode>()
    for (const trial of trials) this.strategyEngine.nodes(trial, seen, (node) => nodes.push(node))
    const keys = [...new Set(nodes.flatMap((node) => node.columns))]
    const lease = this.directory.lease(keys)
    if (!lease) {
      throw new ExecutionError(
        'E_MEMORY_BUDGET',
        `${keys.length} feature columns are needed at once, the budget has room for ${this.directory.slots}`,
        'Give more memory or a shorter window.',
      )
    }
    try {
      this.graph.prepare(nodes, lease)
    } finally {
      this.directory.release(lease)
    }
    return lease
  }
}
