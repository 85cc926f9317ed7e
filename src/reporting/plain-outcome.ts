/** Trial outcomes made of plain returns and trades, as the engine would leave them: for checks of metrics, here and in plug-ins. */
import { DAY_MS } from '../core/time.ts'
import type { TradeList, TrialOutcome } from '../domain/outcome.ts'

/** One closed long trade. Money in the account's currency, times in UTC ms. */
export interface PlainTrade {
  readonly netPnl: number
  readonly entryNotional: number
  readonly fees: number
  readonly slippage: number
  readonly entryTime: number
  readonly exitTime: number
  readonly notional: number
}

/**
 * An outcome of hourly bars over as many days as there are returns. Equity compounds from `initialCash`; at −100 % or worse it is 0 from
 * there on. Fees, counts and whatever else returns and trades do not say are fixed made-up numbers; `overrides` replaces any field.
 */
export function plainOutcome(parts: {
  returns?: ArrayLike<number>
  trades?: readonly PlainTrade[]
  initialCash?: number
  overrides?: Partial<TrialOutcome>
}): TrialOutcome {
  const dailyReturns = Float64Array.from(parts.returns ?? [])
  const initialCash = parts.initialCash ?? 10_000
  let equity = initialCash
  const dailyEquity = dailyReturns.map((value) => {
    equity = value <= -1 ? 0 : equity * (1 + value)
    return equity
  })
  const trades = tradeList(parts.trades ?? [])
  let tradedNotional = 0
  for (let i = 0; i < trades.count; i++) tradedNotional += trades.notional[i]!
  return {
    status: equity > 0 ? 'ok' : 'ruined',
    reason: '',
    initialCash,
    dailyEquity,
    dailyReturns,
    trades,
    startTime: 0,
    endTime: dailyReturns.length * DAY_MS,
    bars: dailyReturns.length * 24,
    maxDrawdownBars: 0,
    barsInPosition: dailyReturns.length * 6,
    meanExposure: 0.25,
    meanEquity: initialCash,
    fees: 12.5,
    slippage: 3.25,
    funding: -1.5,
    tradedNotional,
    fills: 2 * trades.count,
    orders: 2 * trades.count + 1,
    rejectedOrders: 1,
    ambiguousBars: 0,
    warmupBars: 20,
    firstActive: 25,
    openQuantity: 0,
    ...parts.overrides,
  }
}

function tradeList(trades: readonly PlainTrade[]): TradeList {
  const count = trades.length
  const column = (of: (trade: PlainTrade) => number): Float64Array => Float64Array.from(trades, of)
  return {
    count,
    instrument: new Int32Array(count),
    side: new Int8Array(count).fill(1),
    entryBar: Int32Array.from(trades, (trade) => trade.entryTime / 3_600_000),
    exitBar: Int32Array.from(trades, (trade) => trade.exitTime / 3_600_000),
    entryTime: column((trade) => trade.entryTime),
    exitTime: column((trade) => trade.exitTime),
    netPnl: column((trade) => trade.netPnl),
    fees: column((trade) => trade.fees),
    slippage: column((trade) => trade.slippage),
    entryNotional: column((trade) => trade.entryNotional),
    notional: column((trade) => trade.notional),
    quantity: new Float64Array(count).fill(1),
    reason: new Int8Array(count),
  }
}
