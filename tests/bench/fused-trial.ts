/**
 * What the hand-fused loops share: the plain columns they read and the record they write. A fused loop knows one strategy, one sizer, one
 * cost model and one instrument; it exists to be measured against. It leaves the same outcome as the engine, for the same metrics.
 */
import type { Market } from '../../src/domain/market.ts'
import type { TrialOutcome } from '../../src/domain/outcome.ts'
import { growTrades, TradeLog } from '../../src/engine/trade-log.ts'
import { computeMetrics } from '../../src/reporting/compute-metrics.ts'
import { OutcomeSummary } from '../../src/reporting/outcome-summary.ts'
import { allMetrics } from '../../src/reporting/registry.ts'
import type { Contender, Rows } from './measure.ts'
import { METRICS_CONTEXT, type OpenedSweep } from './opened-sweep.ts'

/** The numbers of the benchmarks' configs. */
export const INITIAL_CASH = 100_000
const FEE_RATE = 5 / 10_000
const SLIPPAGE = 1 / 10_000
export const BUY = 1 + SLIPPAGE
export const SELL = 1 - SLIPPAGE
export const COST = 1 + FEE_RATE
export const FEE = FEE_RATE

export interface FusedTape {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly t: Float64Array
  readonly intervalMs: number
  readonly dayEnds: Int32Array
}

/** One a contender: overwritten by every trial. */
export class FusedRecord {
  readonly trades = new TradeLog()
  readonly dailyEquity: Float64Array
  readonly dailyReturns: Float64Array

  constructor(days: number) {
    this.dailyEquity = new Float64Array(days)
    this.dailyReturns = new Float64Array(days)
  }
}

/** Runs the trial whose columns these are. @param start first bar that decides. */
export type FusedLoop = (
  tape: FusedTape,
  columns: readonly Float64Array[],
  start: number,
  record: FusedRecord,
  index: number,
) => TrialOutcome

/** The loop over the trials of a sweep, with every metric. Reads the same columns as the engine. */
export function fusedContender({ market, farm, trial, space }: OpenedSweep, name: string, loop: FusedLoop): Contender {
  const tape = fusedTape(market)
  const record = new FusedRecord(market.dayEnds.length)
  const summary = new OutcomeSummary()
  const inputs = Array.from({ length: space.count }, (_, index) => {
    const { signals, sizerInputs, warmupBars } = trial(index)
    const refs = [...signals[0]!.inputs, ...sizerInputs[0]!]
    return { columns: refs.map((ref) => farm.graph.values(ref, 0)), warmupBars }
  })
  return {
    name,
    run(from, to): Rows {
      const rows = to - from
      const values = new Float64Array(rows * allMetrics.length)
      const returns: Float64Array[] = []
      for (let row = 0; row < rows; row++) {
        const { columns, warmupBars } = inputs[from + row]!
        const outcome = loop(tape, columns, Math.max(market.first, warmupBars), record, from + row)
        computeMetrics(outcome, summary, METRICS_CONTEXT, allMetrics, values, row, rows)
        returns.push(outcome.dailyReturns.slice())
      }
      return { metrics: allMetrics.map((_, m) => values.subarray(m * rows, (m + 1) * rows)), returns }
    },
  }
}

function fusedTape({ bars, t, intervalMs, dayEnds }: Market): FusedTape {
  const { open, high, low, close } = bars[0]!
  return { open, high, low, close, t, intervalMs, dayEnds }
}

export { growTrades }
