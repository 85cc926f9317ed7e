/**
 * A moving-average cross traded the slow and obvious way, bar by bar, sharing nothing with the engine: averages summed anew on each bar,
 * one list of closes' equity, one list of trades. Long or flat, market orders at the next open, taker fee and slippage; optionally a stop
 * and a target, and volatility sizing. Bars are complete and days are UTC.
 */
import type { BarColumns } from '../../src/domain/dataset.ts'
import type { TrialOutcome } from '../../src/domain/outcome.ts'

export interface CrossRules {
  readonly fast: number
  readonly slow: number
  readonly cash: number
  /** Fractions of price and of notional. */
  readonly slippage: number
  readonly takerRate: number
  readonly makerRate: number
  readonly protection?: { readonly stop: number; readonly target: number }
  readonly sizing?: { readonly period: number; readonly risk: number; readonly multiple: number }
}

interface NaiveTrade {
  entryBar: number
  exitBar: number
  quantity: number
  entry: number
  exit: number
  fees: number
  slippage: number
  reason: number
}

interface Open {
  readonly bar: number
  readonly price: number
  readonly quantity: number
  readonly fee: number
  readonly slippage: number
}

const [SIGNAL, STOP, TARGET] = [0, 1, 2]

export function naiveCross(bars: BarColumns, intervalMs: number, rules: CrossRules): TrialOutcome {
  const { cash: start, slippage, takerRate, makerRate, protection, sizing } = rules
  const closes = [...bars.close]
  const ranges = sizing ? wilderRanges(bars, sizing.period) : []
  const warmupBars = Math.max(rules.fast - 1, rules.slow - 1, sizing?.period ?? 0)
  const equities: number[] = []
  const exposures: number[] = []
  const trades: NaiveTrade[] = []
  let [cash, orders, fills, ambiguousBars, firstActive, barsInPosition] = [start, 0, 0, 0, -1, 0]
  let held: Open | undefined
  /** What the next open does: sells, buys so many units, or all it can. */
  let order: 'sell' | 'all' | number | undefined
  let wasAbove = false
  const sell = (i: number, reference: number, price: number, rate: number, reason: number): void => {
    const { quantity, price: entry, bar: entryBar, fee, slippage: paid } = held!
    cash += quantity * price * (1 - rate)
    const slipped = paid + quantity * (reference - price)
    const fees = fee + quantity * price * rate
    trades.push({ entryBar, exitBar: i, quantity, entry, exit: price, fees, slippage: slipped, reason })
    held = undefined
    fills++
  }
  for (let i = 0; i < closes.length; i++) {
    const open = bars.open[i]!
    if (order === 'sell') sell(i, open, open * (1 - slippage), takerRate, SIGNAL)
    else if (order !== undefined) {
      const price = open * (1 + slippage)
      const most = cash / (price * (1 + takerRate))
      const quantity = order === 'all' ? most : Math.min(order, most)
      const fee = quantity * price * takerRate
      cash = quantity === most ? 0 : cash - quantity * price - fee
      held = { bar: i, price, quantity, fee, slippage: quantity * (price - open) }
      fills++
    }
    order = undefined
    if (held && protection) {
      const stop = held.price * (1 - protection.stop)
      const target = held.price * (1 + protection.target)
      const [stopped, reached] = [bars.low[i]! <= stop, bars.high[i]! >= target]
      if (stopped && reached && open > stop && open < target) ambiguousBars++
      if (stopped && open < target) {
        const reference = Math.min(open, stop)
        sell(i, reference, reference * (1 - slippage), takerRate, STOP)
        orders++
      } else if (reached) {
        const price = Math.max(open, target)
        sell(i, price, price, makerRate, TARGET)
        orders++
      }
    }
    const close = closes[i]!
    const worth = (held?.quantity ?? 0) * close
    equities.push(cash + worth)
    exposures.push(worth / (cash + worth))
    if (held) barsInPosition++
    if (i < warmupBars) continue
    const above = meanOf(closes, i, rules.fast) > meanOf(closes, i, rules.slow)
    if (above && firstActive < 0) firstActive = i
    if (above && !wasAbove) {
      order = sizing ? (sizing.risk * (cash + worth)) / (sizing.multiple * ranges[i]!) : 'all'
      orders++
    } else if (!above && wasAbove && held) {
      order = 'sell'
      orders++
    }
    wasAbove = above
  }
  const counts = {
    fills,
    orders,
    ambiguousBars,
    firstActive,
    barsInPosition,
    warmupBars,
    openQuantity: held?.quantity ?? 0,
  }
  return { ...outcome(bars, intervalMs, start, equities, exposures, trades, held), ...counts }
}

const meanOf = (values: readonly number[], last: number, period: number): number =>
  values.slice(last - period + 1, last + 1).reduce((sum, value) => sum + value, 0) / period

/** Wilder's average true range; index i, undefined before it exists. */
function wilderRanges({ high, low, close }: BarColumns, period: number): number[] {
  const averages: number[] = []
  const trueRange = (i: number) => Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!)
  for (let i = period; i < close.length; i++) {
    if (i > period) averages[i] = ((period - 1) * averages[i - 1]! + trueRange(i)) / period
    else
      averages[i] = Array.from({ length: period }, (_, k) => trueRange(k + 1)).reduce((sum, x) => sum + x, 0) / period
  }
  return averages
}

type Counts = 'fills' | 'orders' | 'ambiguousBars' | 'firstActive' | 'barsInPosition' | 'warmupBars' | 'openQuantity'

function outcome(
  { t }: BarColumns,
  intervalMs: number,
  start: number,
  equities: readonly number[],
  exposures: readonly number[],
  trades: readonly NaiveTrade[],
  held: Open | undefined,
): Omit<TrialOutcome, Counts> {
  const lastOfDay = new Map<number, number>()
  for (const [i, time] of t.entries()) lastOfDay.set(Math.floor((time + intervalMs - 1) / 86_400_000), i)
  const ends = [...lastOfDay.values()]
  const daily = ends.map((i) => equities[i]!)
  let [peak, maxDrawdownBars] = [start, 0]
  for (const equity of equities) {
    peak = Math.max(peak, equity)
    maxDrawdownBars = Math.max(maxDrawdownBars, (peak - equity) / peak)
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const of = (value: (trade: NaiveTrade) => number) => Float64Array.from(trades, value)
  const still = held ? [held] : []
  return {
    status: 'ok',
    reason: '',
    initialCash: start,
    dailyEquity: Float64Array.from(daily),
    dailyReturns: Float64Array.from(daily, (equity, n) => equity / (daily[n - 1] ?? start) - 1),
    trades: {
      count: trades.length,
      instrument: new Int32Array(trades.length),
      side: new Int8Array(trades.length).fill(1),
      entryBar: Int32Array.from(trades, ({ entryBar }) => entryBar),
      exitBar: Int32Array.from(trades, ({ exitBar }) => exitBar),
      entryTime: of(({ entryBar }) => t[entryBar]!),
      exitTime: of(({ exitBar }) => t[exitBar]!),
      netPnl: of(({ quantity, entry, exit, fees }) => quantity * (exit - entry) - fees),
      fees: of(({ fees }) => fees),
      slippage: of((trade) => trade.slippage),
      entryNotional: of(({ quantity, entry }) => quantity * entry),
      notional: of(({ quantity, entry, exit }) => quantity * (entry + exit)),
      quantity: of(({ quantity }) => quantity),
      reason: Int8Array.from(trades, ({ reason }) => reason),
    },
    startTime: t[0]!,
    endTime: t[t.length - 1]! + intervalMs,
    bars: t.length,
    maxDrawdownBars,
    meanExposure: sum(ends.map((i) => exposures[i]!)) / ends.length,
    meanEquity: sum(daily) / ends.length,
    fees: sum([...trades, ...still.map(({ fee }) => ({ fees: fee }))].map(({ fees }) => fees)),
    slippage: sum([...trades, ...still].map((trade) => trade.slippage)),
    funding: 0,
    tradedNotional:
      sum(trades.map(({ quantity, entry, exit }) => quantity * (entry + exit))) +
      sum(still.map(({ quantity, price }) => quantity * price)),
    rejectedOrders: 0,
  }
}
