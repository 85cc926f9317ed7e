/**
 * Evaluates a range of a plan on one thread: decodes each trial, assembles and runs it, computes its metrics, and gives the rows in plan
 * order. A trial that cannot be assembled or throws is a row with status `failed` and the reason.
 */
import { assert } from '../core/assert.ts'
import { ExecutionError, FarmError } from '../core/errors.ts'
import type { ParameterSpace } from '../domain/axis.ts'
import type { TrialOutcome } from '../domain/outcome.ts'
import type { ChunkEvaluator, ResultBatch } from '../domain/result-batch.ts'
import { computeMetrics } from '../reporting/compute-metrics.ts'
import type { Metric, MetricContext } from '../reporting/contract.ts'
import { OutcomeSummary } from '../reporting/outcome-summary.ts'
import type { BacktestEngine } from './backtest-engine.ts'
import { type ChunkLease, OwnSlots } from './chunk-lease.ts'
import type { SignalGraph } from './signal-graph.ts'
import type { SignalNode } from './signal-node.ts'
import type { SlotLease } from './slot-directory.ts'
import type { AssembledTrial, StrategyEngine } from './strategy-engine.ts'

export interface EvaluatorParts {
  readonly space: ParameterSpace
  readonly strategyEngine: StrategyEngine
  readonly backtestEngine: BacktestEngine
  readonly graph: SignalGraph
  readonly trialId: (ordinals: Int32Array) => string
  readonly metrics: readonly Metric[]
  readonly context: MetricContext
  readonly keepReturns: boolean
}

export class TrialEvaluator implements ChunkEvaluator {
  private readonly parts: EvaluatorParts
  private readonly summary = new OutcomeSummary()
  private lease: ChunkLease | undefined

  constructor(parts: EvaluatorParts) {
    this.parts = parts
  }

  /** The slots that the next chunk's columns have. */
  accept(lease: unknown): void {
    this.lease = lease as ChunkLease
  }

  evaluate(from: number, to: number, shouldStop: () => boolean, onTrial: (index: number) => void): ResultBatch | null {
    const { space, strategyEngine, graph } = this.parts
    assert(this.lease !== undefined, 'a chunk is evaluated with a lease')
    const trials: (AssembledTrial | FarmError)[] = []
    const ordinals = Array.from({ length: to - from }, () => new Int32Array(space.axes.length))
    for (let row = 0; row < ordinals.length; row++) {
      space.decode(from + row, ordinals[row]!)
      trials.push(assembled(() => strategyEngine.assemble(ordinals[row]!)))
    }
    const rows = new RowWriter(this.parts, from, ordinals)
    for (const { end, begin, nodes, slots } of this.batches(trials, this.lease)) {
      graph.prepare(nodes, slots)
      for (const row of cacheOrder(trials, begin, end)) {
        if (shouldStop()) return null
        onTrial(from + row)
        const trial = trials[row]!
        if (trial instanceof FarmError) rows.fail(row, trial.message)
        else this.runTrial(trial, row, rows)
      }
    }
    return rows.batch
  }

  /** All trials at once when every column has its slot; else as many at a time as the chunk's own slots have room for. */
  private *batches(trials: readonly (AssembledTrial | FarmError)[], lease: ChunkLease): Generator<TrialBatch> {
    const own = lease.own ? new OwnSlots(lease.slots, this.parts.graph.slotStates) : null
    let begin = 0
    let batch = new ColumnUnion(this.parts.strategyEngine)
    for (let row = 0; row < trials.length; row++) {
      const trial = trials[row]!
      if (trial instanceof FarmError) continue
      const grown = batch.add(trial)
      if (own === null || grown.keys.length <= own.size) continue
      if (row > begin) yield { begin, end: row, nodes: batch.nodesBefore, slots: own.assign(batch.keysBefore) }
      begin = row
      batch = new ColumnUnion(this.parts.strategyEngine)
      const needed = batch.add(trial).keys.length
      if (needed > own.size) throw tooManyColumns(needed, own.size)
    }
    yield { begin, end: trials.length, nodes: batch.nodes, slots: own ? own.assign(batch.keys) : lease.slots }
  }

  private runTrial(trial: AssembledTrial, row: number, rows: RowWriter): void {
    try {
      rows.write(row, this.parts.backtestEngine.run(trial), this.summary)
    } catch (error) {
      rows.fail(row, error instanceof Error ? error.message : String(error))
    }
  }
}

/** What a plug-in refuses is a row's reason. Whatever else goes wrong in a plug-in's own code is one too. */
function assembled(assemble: () => AssembledTrial): AssembledTrial | FarmError {
  try {
    return assemble()
  } catch (error) {
    if (error instanceof FarmError) return error
    const message = error instanceof Error ? error.message : String(error)
    return new FarmError('strategy', 'E_STRATEGY_THROWS', message, '', { cause: error })
  }
}

/**
 * Rows in the order in which they are run: trials that share their last signal column come together, so that it stays in the cache
 * (measured 0.6 of the scan's time); rows are written where they belong all the same.
 */
function cacheOrder(trials: readonly (AssembledTrial | FarmError)[], begin: number, end: number): number[] {
  const numbers = new Map<unknown, number>()
  const numberOf = (column: unknown): number => {
    const known = numbers.get(column)
    if (known !== undefined) return known
    numbers.set(column, numbers.size)
    return numbers.size - 1
  }
  const keys = trials.slice(begin, end).map((trial) => {
    if (trial instanceof FarmError) return [0, 0] as const
    const columns = trial.signals[0]!.inputs.map((ref) => numberOf(ref.kind === 'bar' ? ref.column : ref.node))
    return [columns.at(-1) ?? 0, columns[0] ?? 0] as const
  })
  const rows = Array.from(keys, (_, n) => n)
  rows.sort((a, b) => keys[a]![0] - keys[b]![0] || keys[a]![1] - keys[b]![1] || a - b)
  return rows.map((n) => begin + n)
}

interface TrialBatch {
  readonly begin: number
  readonly end: number
  readonly nodes: readonly SignalNode[]
  readonly slots: SlotLease
}

/** Distinct nodes and columns of some trials, and how many there were before the last trial. */
class ColumnUnion {
  readonly nodes: SignalNode[] = []
  readonly keys: string[] = []
  private readonly engine: StrategyEngine
  private readonly seen = new Set<SignalNode>()
  private readonly known = new Set<string>()
  private before = { nodes: 0, keys: 0 }

  constructor(engine: StrategyEngine) {
    this.engine = engine
  }

  add(trial: AssembledTrial): this {
    this.before = { nodes: this.nodes.length, keys: this.keys.length }
    this.engine.nodes(trial, this.seen, (node) => {
      this.nodes.push(node)
      for (const key of node.columns) {
        if (this.known.has(key)) continue
        this.known.add(key)
        this.keys.push(key)
      }
    })
    return this
  }

  get nodesBefore(): readonly SignalNode[] {
    return this.nodes.slice(0, this.before.nodes)
  }

  get keysBefore(): readonly string[] {
    return this.keys.slice(0, this.before.keys)
  }
}

const tooManyColumns = (needed: number, slots: number): ExecutionError =>
  new ExecutionError(
    'E_MEMORY_BUDGET',
    `one trial needs ${needed} feature columns at once, the memory budget has room for ${slots} a thread`,
    'Give --memory more, fewer threads, or a shorter window.',
  )

class RowWriter {
  readonly batch: ResultBatch & {
    readonly status: string[]
    readonly reason: string[]
    readonly returns: Float64Array[]
  }
  private readonly parts: EvaluatorParts
  private readonly values: Float64Array
  private readonly rows: number

  constructor(parts: EvaluatorParts, from: number, ordinals: readonly Int32Array[]) {
    const { space, metrics, trialId } = parts
    const rows = ordinals.length
    this.parts = parts
    this.rows = rows
    this.values = new Float64Array(rows * metrics.length).fill(Number.NaN)
    const axes = space.axes.map(({ name, kind, values }, n) => {
      const cells = ordinals.map((ordinal) => values[ordinal[n]!]!.cell)
      return { name, values: kind === 'number' ? Float64Array.from(cells as number[]) : (cells as string[]) }
    })
    this.batch = {
      from,
      rows,
      trialId: ordinals.map(trialId),
      status: new Array<string>(rows).fill('failed'),
      reason: new Array<string>(rows).fill(''),
      axes,
      metrics: metrics.map(({ name }, m) => ({ name, values: this.values.subarray(m * rows, (m + 1) * rows) })),
      returns: Array.from({ length: rows }, () => new Float64Array(0)),
    }
  }

  write(row: number, outcome: TrialOutcome, summary: OutcomeSummary): void {
    const { context, metrics, keepReturns } = this.parts
    computeMetrics(outcome, summary, context, metrics, this.values, row, this.rows)
    this.batch.status[row] = outcome.status
    this.batch.reason[row] = outcome.reason
    if (keepReturns) this.batch.returns[row] = outcome.dailyReturns.slice()
  }

  fail(row: number, reason: string): void {
    this.batch.status[row] = 'failed'
    this.batch.reason[row] = reason
  }
}
