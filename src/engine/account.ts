/**
 * The mutable state of one trial: ledger, holdings, equity extremes, daily record. One object a loop instance, reset for every trial;
 * nothing is allocated while a trial runs except when the trade log grows. Numbers that may be fractional start so, to keep one shape.
 */
import { type Fill, Ledger, resetLedger } from '../portfolio/ledger.ts'
import { Holding, resetHolding } from './holding.ts'
import type { Pipeline } from './pipeline.ts'
import { TradeLog } from './trade-log.ts'

export class Account {
  readonly ledger: Ledger
  readonly holdings: readonly Holding[]
  readonly trades = new TradeLog()
  /** The fill that is being booked. */
  readonly fill: Fill = { quantity: 0.5, price: 0.5, fee: 0.5, reference: 0.5 }
  /** Fee rate and exit reason of that fill. */
  fillRate = 0.5
  fillReason = 0
  equity = 0.5
  peak = 0.5
  trough = 0.5
  recordPeak = 0.5
  recordTrough = 0.5
  /** Equity at or below peak × this halts (or ruins, at 0). */
  keep = 0.5
  exposureSum = 0.5
  equitySum = 0.5
  /** Equity at the last recorded day end. */
  previousEquity = 0.5
  day = 0
  /** Bar of the next day end; bars after the last. */
  nextDayEnd = 0
  /** Holdings that are not flat, and those with a working order. */
  positions = 0
  working = 0
  barsInPosition = 0
  halted = false
  ruined = false
  fills = 0
  orders = 0
  rejectedOrders = 0
  ambiguousBars = 0
  /** Index of the instrument whose order or fill was counted last: what an observer is told. */
  lastHolding = 0
  firstActive = -1
  fundingAt = 0
  readonly dailyEquity: Float64Array
  readonly dailyReturns: Float64Array

  constructor(pipeline: Pipeline) {
    this.ledger = new Ledger(pipeline.initialCash)
    this.holdings = pipeline.tapes.map((tape, k) => new Holding(k, tape, pipeline.changes[k]!, pipeline.bars))
    this.dailyEquity = new Float64Array(pipeline.dayEnds.length)
    this.dailyReturns = new Float64Array(pipeline.dayEnds.length)
  }
}

/** Makes the account ready for a trial on the same clock with the same number of instruments. */
export function resetAccount(account: Account, pipeline: Pipeline): void {
  const cash = pipeline.initialCash
  resetLedger(account.ledger, cash)
  account.equity = cash
  account.peak = cash
  account.trough = cash
  account.recordPeak = cash
  account.recordTrough = cash
  account.keep = pipeline.haltKeep
  account.exposureSum = 0
  account.equitySum = 0
  account.previousEquity = cash
  account.day = 0
  account.nextDayEnd = pipeline.dayEnds.length > 0 ? pipeline.dayEnds[0]! : pipeline.bars
  account.positions = 0
  account.working = 0
  account.barsInPosition = 0
  account.halted = false
  account.ruined = false
  account.fills = 0
  account.orders = 0
  account.rejectedOrders = 0
  account.ambiguousBars = 0
  account.firstActive = -1
  account.fundingAt = 0
  account.trades.count = 0
  for (let k = 0; k < account.holdings.length; k++) {
    resetHolding(account.holdings[k]!, pipeline.tapes[k]!, pipeline.changes[k]!)
  }
}
