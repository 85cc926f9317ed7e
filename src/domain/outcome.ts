/** What one backtest leaves behind for reporting (L7 → reporting). Arrays are views that are valid until the next trial on the thread. */

export type TrialStatus = 'ok' | 'ruined' | 'failed' | 'quarantined'

/** Why a position was closed. Order is the stored code. */
export const EXIT_REASONS = [
  'signal',
  'stop-loss',
  'take-profit',
  'trailing-stop',
  'time-stop',
  'halt',
  'ruin',
  'rule',
] as const
export type ExitReason = (typeof EXIT_REASONS)[number]

/** Closed round trips, in the order of their exits; a trade is flat → position → flat (or through zero). All arrays: first `count` entries. */
export interface TradeList {
  readonly count: number
  /** Index of the instrument. */
  readonly instrument: Int32Array
  /** +1 long, −1 short. */
  readonly side: Int8Array
  readonly entryBar: Int32Array
  readonly exitBar: Int32Array
  /** UTC ms of the fills. */
  readonly entryTime: Float64Array
  readonly exitTime: Float64Array
  /** Currency, after fees and funding (slippage is inside the prices). */
  readonly netPnl: Float64Array
  readonly fees: Float64Array
  readonly slippage: Float64Array
  /** Notional of the entry fills, currency. */
  readonly entryNotional: Float64Array
  /** Entry plus exit notional, currency. */
  readonly notional: Float64Array
  /** Units of the entry fills; average prices are notionals ÷ (quantity × multiplier). */
  readonly quantity: Float64Array
  readonly reason: Int8Array
}

export interface TrialOutcome {
  readonly status: TrialStatus
  /** One line, empty for `ok`. */
  readonly reason: string
  readonly initialCash: number
  /** Equity at each day end (after costs, marked at the close). */
  readonly dailyEquity: Float64Array
  /** Simple daily returns; the first day against initialCash. */
  readonly dailyReturns: Float64Array
  readonly trades: TradeList
  /** UTC ms: open of the first bar of the window, close of its last. */
  readonly startTime: number
  readonly endTime: number
  readonly bars: number
  /** Exact over every close, as a positive fraction. */
  readonly maxDrawdownBars: number
  /** Bars with any position at the close. */
  readonly barsInPosition: number
  /** Mean over day ends of Σ|notional| / equity. */
  readonly meanExposure: number
  readonly meanEquity: number
  readonly fees: number
  readonly slippage: number
  readonly funding: number
  /** Σ|notional| of all fills. */
  readonly tradedNotional: number
  readonly fills: number
  readonly orders: number
  readonly rejectedOrders: number
  /** Bars on which stop and target were both touched. */
  readonly ambiguousBars: number
  /** Bars before every feature of the pipeline has a value. */
  readonly warmupBars: number
  /** Bar index of the first non-zero intent, −1 if there is none. */
  readonly firstActive: number
  readonly openQuantity: number
}
