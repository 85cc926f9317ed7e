/** One trial with everything that it leaves behind, in arrays of its own: what `run`, the typed API and the details of a sweep hand out. */
import type { Market } from '../domain/market.ts'
import { EXIT_REASONS, type ExitReason, type TradeList, type TrialOutcome } from '../domain/outcome.ts'
import type { LocalFarm } from './local-farm.ts'
import type { BarObserver, ObservedBooking } from './observe.ts'

/** A closed round trip. Times are UTC ms, money is in the account's currency. */
export interface TradeRow {
  readonly instrument: string
  readonly side: 'long' | 'short'
  readonly entryTime: number
  readonly exitTime: number
  readonly entryBar: number
  readonly exitBar: number
  /** Units of the entry fills. */
  readonly quantity: number
  /** Averages over the fills. */
  readonly entryPrice: number
  readonly exitPrice: number
  /** After fees and funding. */
  readonly netPnl: number
  /** netPnl / entry notional. */
  readonly return: number
  readonly fees: number
  readonly slippage: number
  readonly reason: ExitReason
}

/** One entry a bar of the evaluation window; after ruin equity is 0 and drawdown 1. */
export interface EquityColumns {
  /** Open times, UTC ms; the values are those of the bar's close. */
  readonly t: Float64Array
  readonly equity: Float64Array
  readonly cash: Float64Array
  /** From the highest close so far, a positive fraction. */
  readonly drawdown: Float64Array
  /** Σ|notional| / equity. */
  readonly exposure: Float64Array
  /** Signed units of each instrument, by its symbol. */
  readonly positions: Readonly<Record<string, Float64Array>>
}

/** An order or a fill with its bar, in the order in which they happened. */
export type BookingRow = { readonly bar: number; readonly t: number } & ObservedBooking

export interface RecordedRun {
  readonly outcome: TrialOutcome
  readonly trades: readonly TradeRow[]
  readonly equity: EquityColumns
  readonly bookings: readonly BookingRow[]
}

/** Runs one trial of a farm. @param also is told of every bar besides. Cost: about a microsecond a bar. */
export function recordedRun(
  farm: LocalFarm,
  also: BarObserver = () => undefined,
  ordinals: Int32Array = new Int32Array(0),
): RecordedRun {
  const { market } = farm
  const n = market.t.length - market.first
  const column = (): Float64Array => new Float64Array(n)
  const equity: EquityColumns = {
    t: market.t.slice(market.first),
    equity: column(),
    cash: column(),
    drawdown: column().fill(1),
    exposure: column(),
    positions: Object.fromEntries(market.bars.map(({ instrument }) => [instrument.symbol, column()])),
  }
  const bookings: BookingRow[] = []
  const held = new Map(Object.keys(equity.positions).map((symbol) => [symbol, 0]))
  const outcome = farm.observe((state) => {
    const { bar, t } = state
    const row = bar - market.first
    equity.equity[row] = state.equity
    equity.cash[row] = state.cash
    equity.drawdown[row] = state.drawdown
    equity.exposure[row] = state.exposure
    for (const booking of state.bookings) {
      bookings.push({ bar, t, ...booking })
      if (booking.event === 'fill') held.set(booking.instrument, booking.position)
    }
    // Ruin closes without a fill, and the bars after it stay 0.
    if (!state.ruined) for (const [symbol, units] of held) equity.positions[symbol]![row] = units
    also(state)
  }, ordinals)
  const own = ownOutcome(outcome)
  return { outcome: own, trades: tradeRows(own.trades, market), equity, bookings }
}

/** A copy whose arrays no later trial overwrites. */
function ownOutcome(outcome: TrialOutcome): TrialOutcome {
  const { trades, dailyEquity, dailyReturns } = outcome
  const { count } = trades
  const own: TradeList = {
    count,
    instrument: trades.instrument.slice(0, count),
    side: trades.side.slice(0, count),
    entryBar: trades.entryBar.slice(0, count),
    exitBar: trades.exitBar.slice(0, count),
    entryTime: trades.entryTime.slice(0, count),
    exitTime: trades.exitTime.slice(0, count),
    netPnl: trades.netPnl.slice(0, count),
    fees: trades.fees.slice(0, count),
    slippage: trades.slippage.slice(0, count),
    entryNotional: trades.entryNotional.slice(0, count),
    notional: trades.notional.slice(0, count),
    quantity: trades.quantity.slice(0, count),
    reason: trades.reason.slice(0, count),
  }
  return { ...outcome, dailyEquity: dailyEquity.slice(), dailyReturns: dailyReturns.slice(), trades: own }
}

function tradeRows(trades: TradeList, market: Market): TradeRow[] {
  return Array.from({ length: trades.count }, (_, i) => {
    const { symbol, multiplier } = market.bars[trades.instrument[i]!]!.instrument
    const quantity = trades.quantity[i]!
    const entryNotional = trades.entryNotional[i]!
    const size = quantity * multiplier
    return {
      instrument: symbol,
      side: trades.side[i]! > 0 ? 'long' : 'short',
      entryTime: trades.entryTime[i]!,
      exitTime: trades.exitTime[i]!,
      entryBar: trades.entryBar[i]!,
      exitBar: trades.exitBar[i]!,
      quantity,
      entryPrice: entryNotional / size,
      exitPrice: (trades.notional[i]! - entryNotional) / size,
      netPnl: trades.netPnl[i]!,
      return: trades.netPnl[i]! / entryNotional,
      fees: trades.fees[i]!,
      slippage: trades.slippage[i]!,
      reason: EXIT_REASONS[trades.reason[i]!]!,
    }
  })
}
