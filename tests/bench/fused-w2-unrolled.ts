/**
 * W2 by hand, tuned: like fused-w2.ts, with every walk a small unrolled function (fused-scan.ts). A held stretch is walked up to three times,
 * over the averages for its end, over lows and highs for a touch, over the closes for the drawdown; each walk reads few columns.
 */
import { EXIT_REASONS, type TrialOutcome } from '../../src/domain/outcome.ts'
import type { Exits } from './exit-variants.ts'
import { firstAbove, firstNotAbove, firstOutside, Spells, Trail } from './fused-scan.ts'
import {
  BUY,
  COST,
  FEE,
  type FusedLoop,
  type FusedRecord,
  type FusedTape,
  growTrades,
  INITIAL_CASH,
  SELL,
} from './fused-trial.ts'

const RISK = 0.001
const MULTIPLE = 2
const [STOP, TARGET, TRAIL] = ['stop-loss', 'take-profit', 'trailing-stop'].map((reason) =>
  EXIT_REASONS.indexOf(reason as (typeof EXIT_REASONS)[number]),
) as [number, number, number]

/** The loop over trials whose exits go round `variants` by index, as an innermost axis does. */
export const fusedW2Unrolled =
  (variants: readonly Exits[]): FusedLoop =>
  (tape, columns, start, record, index) =>
    run(tape, columns, start, record, variants[index % variants.length]!)

function run(
  tape: FusedTape,
  columns: readonly Float64Array[],
  start: number,
  record: FusedRecord,
  exits: Exits,
): TrialOutcome {
  const { open, high, low, close, t, intervalMs, dayEnds } = tape
  const { trades, dailyEquity, dailyReturns } = record
  const [fast, slow, atr] = columns as [Float64Array, Float64Array, Float64Array]
  const bars = close.length
  const days = dayEnds.length
  const { stop: stopDistance, target: targetDistance, trail } = exits
  const protectedExit = stopDistance > 0 || targetDistance > 0 || trail > 0
  const stopKeep = 1 - stopDistance
  const trailKeep = 1 - trail
  const stopReason = trail > 0 ? TRAIL : STOP
  let [day, previous, equitySum, exposureSum] = [0, INITIAL_CASH, 0, 0]
  const spells = new Spells(INITIAL_CASH)
  const trailing = new Trail()
  let [cash, units] = [INITIAL_CASH, 0]
  let [fees, slippage, traded, fills, orders, held, count, firstActive, ambiguous] = [0, 0, 0, 0, 0, 0, 0, -1, 0]
  let i = start
  for (;;) {
    i = firstAbove(fast, slow, i, bars)
    if (i < bars) {
      orders++
      if (firstActive < 0) firstActive = i
      i++
    }
    for (; day < days && dayEnds[day]! < i; day++) {
      dailyEquity[day] = cash
      dailyReturns[day] = cash / previous - 1
      previous = cash
      equitySum += cash
    }
    if (i >= bars) break
    const entry = i
    const entryPrice = open[i]! * BUY
    const most = cash / (entryPrice * COST)
    units = (RISK * cash) / (MULTIPLE * atr[i - 1]!)
    if (units > most) units = most
    const entryNotional = units * entryPrice
    const entryFee = entryNotional * FEE
    const entrySlippage = units * (entryPrice - open[i]!)
    fills++
    fees += entryFee
    slippage += entrySlippage
    traded += entryNotional
    cash = cash - entryNotional - entryFee
    let exitPrice = 0
    let exitReference = 0
    let reason = 0
    const fall = firstNotAbove(fast, slow, entry, bars)
    i = fall < bars ? fall + 1 : bars
    if (protectedExit) {
      const target = targetDistance > 0 ? entryPrice * (1 + targetDistance) : Infinity
      let level = stopDistance > 0 ? entryPrice * stopKeep : -Infinity
      let touch = i
      if (trail > 0) {
        touch = trailing.firstTouch(low, high, entryPrice, trailKeep, target, entry, i)
        level = trailing.level
      } else touch = firstOutside(low, high, level, target, entry, i)
      if (touch < i) {
        i = touch
        const from = open[i]!
        const stopped = low[i]! <= level
        const reached = high[i]! >= target
        const stopGap = from <= level
        const targetGap = reached && from >= target
        if (stopped && reached && !stopGap && !targetGap) ambiguous++
        if (stopped && (stopGap || !targetGap)) {
          exitReference = stopGap ? from : level
          exitPrice = exitReference * SELL
          reason = stopReason
        } else {
          exitReference = targetGap ? from : target
          exitPrice = exitReference
          reason = TARGET
        }
      }
    }
    if (reason !== 0 || fall < bars) orders++
    spells.hold(close, entry, i, cash, units)
    held += i - entry
    for (; day < days && dayEnds[day]! < i; day++) {
      const worth = units * close[dayEnds[day]!]!
      const equity = cash + worth
      dailyEquity[day] = equity
      dailyReturns[day] = equity / previous - 1
      previous = equity
      equitySum += equity
      exposureSum += worth / equity
    }
    if (i >= bars) break
    if (reason === 0) {
      exitReference = open[i]!
      exitPrice = exitReference * SELL
    }
    const exitNotional = units * exitPrice
    const exitFee = exitNotional * FEE
    const exitSlippage = -units * (exitPrice - exitReference)
    fills++
    fees += exitFee
    slippage += exitSlippage
    traded += exitNotional
    cash = cash + exitNotional - exitFee
    if (count === trades.exitBar.length) growTrades(trades)
    trades.instrument[count] = 0
    trades.side[count] = 1
    trades.reason[count] = reason
    trades.entryBar[count] = entry
    trades.exitBar[count] = i
    trades.entryTime[count] = t[entry]!
    trades.exitTime[count] = t[i]!
    trades.netPnl[count] = units * (exitPrice - entryPrice) - exitFee - entryFee
    trades.fees[count] = entryFee + exitFee
    trades.slippage[count] = entrySlippage + exitSlippage
    trades.entryNotional[count] = entryNotional
    trades.notional[count] = entryNotional + exitNotional
    trades.quantity[count] = units
    count++
    units = 0
    spells.mark(cash)
    // The signal that was left by a risk exit has to go first.
    if (reason !== 0) i = fall
  }
  spells.close()
  const { recordPeak, recordTrough } = spells
  trades.count = count
  return {
    status: 'ok',
    reason: '',
    initialCash: INITIAL_CASH,
    dailyEquity,
    dailyReturns,
    trades,
    startTime: t[0]!,
    endTime: t[bars - 1]! + intervalMs,
    bars,
    maxDrawdownBars: (recordPeak - recordTrough) / recordPeak,
    barsInPosition: held,
    meanExposure: exposureSum / days,
    meanEquity: equitySum / days,
    fees,
    slippage,
    funding: 0,
    tradedNotional: traded,
    fills,
    orders,
    rejectedOrders: 0,
    ambiguousBars: ambiguous,
    warmupBars: start,
    firstActive,
    openQuantity: units,
  }
}
