/**
 * Evaluates a range of a plan on one thread: decodes each trial, assembles and runs it, computes its metrics, and gives the rows in plan
 * order. A trial that cannot be assembled or throws is a row with status `failed` and the reason.
 */
import { assert } from '../core/assert.ts'
import { FarmError } from '../core/errors.ts'
import type { ParameterSpace } from '../domain/axis.ts'
import type { TrialOutcome } from '../domain/outcome.ts'
import type { ChunkEvaluator, ResultBatch } from '../domain/result-batch.ts'
import { computeMetrics } from '../reporting/compute-metrics.ts'
import type { Metric, MetricContext } from '../reporting/contract.ts'
import { OutcomeSummary } from '../reporting/outcome-summary.ts'
import type { BacktestEngine } from './backtest-engine.ts'
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
  private lease: SlotLease | undefined

  constructor(parts: EvaluatorParts) {
    this.parts = parts
  }

  /** The slots that the next chunk's columns have. */
  accept(lease: unknown): void {
    this.lease = lease as SlotLease
  }

  evaluate(from: number, to: number, shouldStop: () => boolean, onTrial: (index: number) => void): ResultBatch | null {
    const { space, strategyEngine, graph } = this.parts
    const trials: (AssembledTrial | FarmError)[] = []
    const ordinals = Array.from({ length: to - from }, () => new Int32Array(space.axes.length))
    const seen = new Set<SignalNode>()
    const nodes: SignalNode[] = []
    for (let row = 0; row < ordinals.length; row++) {
      space.decode(from + row, ordinals[row]!)
      const trial = assembled(() => strategyEngine.assemble(ordinals[row]!))
      trials.push(trial)
      if (!(trial instanceof FarmError)) strategyEngine.nodes(trial, seen, (node) => nodes.push(node))
    }
    assert(this.lease !== undefined, 'a chunk is evaluated with a lease')
    graph.prepare(nodes, this.lease)
    const rows = new RowWriter(this.parts, from, ordinals)
    for (let row = 0; row < trials.length; row++) {
      if (shouldStop()) return null
      onTrial(from + row)
      const trial = trials[row]!
      if (trial instanceof FarmError) rows.fail(row, trial.message)
      else this.runTrial(trial, row, rows)
    }
    return rows.batch
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
