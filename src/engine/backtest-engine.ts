/**
 * Drives time for one trial after another: signals → change lists → event loop → outcome. One per thread; the loop instances of the
 * pipeline shapes it has met, and the account that goes with each, live here.
 */
import type { Market } from '../domain/market.ts'
import type { TrialOutcome } from '../domain/outcome.ts'
import { Account, resetAccount } from './account.ts'
import type { AccountPlan } from './account-plan.ts'
import { ChangeScratch, fillChanges, plainChanges } from './change-list.ts'
import { type EventLoop, freshEventLoop } from './fresh-instance.ts'
import type { ScanKernel } from './kernel/kernel.ts'
import { type BarObserver, observedRun } from './observe.ts'
import type { Pipeline, Tape } from './pipeline.ts'
import type { SignalGraph } from './signal-graph.ts'
import type { SlabLayout } from './slab.ts'
import type { AssembledTrial, Signals } from './strategy-engine.ts'
import type { ZonedColumn } from './zone-map.ts'

/** How time advances. All three give the same bits; `jittered` cuts holds at the bars that `cut` says (tests). */
export type LoopMode = 'skipping' | 'dense' | { readonly cut: () => number }

interface LoopInstance {
  readonly loop: EventLoop
  readonly account: Account
}

export class BacktestEngine {
  private readonly market: Market
  private readonly tapes: readonly Tape[]
  private readonly kernel: ScanKernel
  private readonly graph: SignalGraph
  private readonly scratch: ChangeScratch
  private readonly freshLoop: () => EventLoop
  private readonly instances = new Map<string, LoopInstance>()
  private readonly pipelines = new Map<AccountPlan, Pipeline>()
  private lastSignals: readonly Signals[] = []
  private lastStart = -1

  /** @param thread number of this thread's scratch in the slab. */
  constructor(
    market: Market,
    tapes: readonly Tape[],
    kernel: ScanKernel,
    graph: SignalGraph,
    memory: WebAssembly.Memory,
    layout: SlabLayout,
    thread: number,
    freshLoop: () => EventLoop = freshEventLoop,
  ) {
    this.market = market
    this.tapes = tapes
    this.kernel = kernel
    this.graph = graph
    this.scratch = new ChangeScratch(memory, layout, thread)
    this.freshLoop = freshLoop
  }

  /** Runs one trial whose nodes are prepared. The outcome's arrays are views, valid until the next run. */
  run(trial: AssembledTrial, mode: LoopMode = 'skipping'): TrialOutcome {
    const start = Math.max(this.market.first, trial.warmupBars)
    this.decide(trial.signals, start, mode === 'dense')
    const pipeline = this.pipeline(trial.plan)
    pipeline.sizerColumns = trial.sizerInputs.map((refs, k) => refs.map((ref) => this.graph.values(ref, k)))
    const { loop, account } = this.instance(pipeline)
    resetAccount(account, pipeline)
    if (mode === 'dense') loop.runDense(account, pipeline)
    else loop.runSkipping(account, pipeline, mode === 'skipping' ? null : mode.cut)
    return outcomeOf(account, pipeline, trial.warmupBars)
  }

  /** Computes the change lists of a trial whose nodes are prepared, so that a following `run` or `observe` finds them there. */
  decideAhead(trial: AssembledTrial): void {
    this.decide(trial.signals, Math.max(this.market.first, trial.warmupBars), false)
  }

  /**
   * `run` with a step on every bar, telling an observer of each one: the same bits. It has a loop and an account of its own, so that runs
   * which nobody observes pay nothing. Cost: about 0.2 µs a bar and what the observer takes.
   */
  observe(trial: AssembledTrial, observer: BarObserver): TrialOutcome {
    this.decideAhead(trial)
    const pipeline = this.pipeline(trial.plan)
    pipeline.sizerColumns = trial.sizerInputs.map((refs, k) => refs.map((ref) => this.graph.values(ref, k)))
    const columns = trial.signals.map(({ inputs }, k) => inputs.map((ref) => this.graph.values(ref, k)))
    const account = observedRun(pipeline, trial, columns, observer)
    return outcomeOf(account, pipeline, trial.warmupBars)
  }

  /** The change lists; the last ones stand when only the account plane differs. */
  private decide(signals: readonly Signals[], start: number, plain: boolean): void {
    if (!plain && start === this.lastStart && sameSignals(signals, this.lastSignals)) return
    this.lastSignals = [] // A plug-in that throws below leaves lists of two trials.
    signals.forEach(({ model, decision, inputs }, k) => {
      const list = this.scratch.lists[k]!
      const columns = inputs.map((ref): ZonedColumn => this.graph.column(ref, k))
      if (plain) plainChanges(this.scratch, list, model, decision, columns, start)
      else fillChanges(this.kernel, this.scratch, list, model, decision, columns, start)
    })
    if (!plain) this.lastSignals = signals
    this.lastStart = start
  }

  private pipeline(plan: AccountPlan): Pipeline {
    let pipeline = this.pipelines.get(plan)
    if (!pipeline) {
      pipeline = new BoundPipeline(plan, this.market, this.tapes, this.scratch.lists)
      if (this.pipelines.size > 10_000) this.pipelines.clear()
      this.pipelines.set(plan, pipeline)
    }
    return pipeline
  }

  private instance(pipeline: Pipeline): LoopInstance {
    let instance = this.instances.get(pipeline.shape)
    if (!instance) {
      instance = { loop: this.freshLoop(), account: new Account(pipeline) }
      this.instances.set(pipeline.shape, instance)
    }
    return instance
  }
}

/** Written out, not spread: V8 then keeps the fields inside the object, which the loop reads at every event. */
class BoundPipeline implements Pipeline {
  readonly shape
  readonly bars
  readonly first
  readonly t
  readonly intervalMs
  readonly dayEnds
  readonly tapes
  readonly changes
  readonly initialCash
  readonly sizer
  readonly rules
  readonly haltKeep
  readonly reentry
  readonly reentryBars
  readonly resize
  readonly resizeBand
  readonly slippage
  readonly makerRate
  readonly takerRate
  readonly orderDelay
  readonly sameClose
  readonly throughLimit
  readonly stopFirstLong
  readonly stopFirstShort
  readonly maxParticipation
  readonly fundingRate
  readonly fundingBars
  sizerColumns: Pipeline['sizerColumns'] = []

  constructor(plan: AccountPlan, market: Market, tapes: readonly Tape[], changes: Pipeline['changes']) {
    this.shape = plan.shape
    this.bars = market.t.length
    this.first = market.first
    this.t = market.t
    this.intervalMs = market.intervalMs
    this.dayEnds = market.dayEnds
    this.tapes = tapes
    this.changes = changes
    this.initialCash = plan.initialCash
    this.sizer = plan.sizer
    this.rules = plan.rules
    this.haltKeep = plan.haltKeep
    this.reentry = plan.reentry
    this.reentryBars = plan.reentryBars
    this.resize = plan.resize
    this.resizeBand = plan.resizeBand
    this.slippage = plan.slippage
    this.makerRate = plan.makerRate
    this.takerRate = plan.takerRate
    this.orderDelay = plan.orderDelay
    this.sameClose = plan.sameClose
    this.throughLimit = plan.throughLimit
    this.stopFirstLong = plan.stopFirstLong
    this.stopFirstShort = plan.stopFirstShort
    this.maxParticipation = plan.maxParticipation
    this.fundingRate = plan.fundingRate
    this.fundingBars = plan.fundingBars
  }
}

function sameSignals(a: readonly Signals[], b: readonly Signals[]): boolean {
  if (a.length !== b.length) return false
  return a.every((x, k) => {
    const y = b[k]!
    if (x.model !== y.model || x.decision !== y.decision || x.inputs.length !== y.inputs.length) return false
    return x.inputs.every((ref, n) => {
      const other = y.inputs[n]!
      if (ref.kind === 'bar' || other.kind === 'bar')
        return ref.kind === 'bar' && other.kind === 'bar' && ref.column === other.column
      return ref.node === other.node && ref.output === other.output
    })
  })
}

function outcomeOf(account: Account, pipeline: Pipeline, warmupBars: number): TrialOutcome {
  const { ledger, ruined } = account
  const { t, first, bars, intervalMs, dayEnds } = pipeline
  const days = dayEnds.length
  const last = bars - 1
  return {
    status: ruined ? 'ruined' : 'ok',
    reason: ruined ? 'equity fell to zero or below' : '',
    initialCash: pipeline.initialCash,
    dailyEquity: account.dailyEquity,
    dailyReturns: account.dailyReturns,
    trades: account.trades,
    startTime: bars > first ? t[first]! : 0,
    endTime: bars > first ? t[last]! + intervalMs : 0,
    bars: bars - first,
    maxDrawdownBars: (account.recordPeak - account.recordTrough) / account.recordPeak,
    barsInPosition: account.barsInPosition,
    meanExposure: days > 0 ? account.exposureSum / days : 0,
    meanEquity: days > 0 ? account.equitySum / days : account.equity,
    fees: ledger.fees,
    slippage: ledger.slippage,
    funding: ledger.funding,
    tradedNotional: ledger.tradedNotional,
    fills: account.fills,
    orders: account.orders,
    rejectedOrders: account.rejectedOrders,
    ambiguousBars: account.ambiguousBars,
    warmupBars,
    firstActive: account.firstActive,
    openQuantity: account.holdings.reduce((sum, holding) => sum + holding.units, 0),
  }
}
