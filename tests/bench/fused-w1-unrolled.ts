/**
 * W1 by hand, tuned: like fused-w1.ts, but each walk is a small unrolled function (fused-scan.ts), and a held stretch is walked twice, over the
 * averages for its end and over the closes for the drawdown, which is watched in prices. About twice as fast: in one long function V8 spills
 * what the inner loops need.
 */
import type { TrialOutcome } from '../../src/domain/outcome.ts'
import { firstAbove, firstNotAbove, Spells } from './fused-scan.ts'
import { BUY, COST, FEE, type FusedRecord, type FusedTape, growTrades, INITIAL_CASH, SELL } from './fused-trial.ts'

export function fusedW1Unrolled(
  tape: FusedTape,
  columns: readonly Float64Array[],
  start: number,
  record: FusedRecord,
): TrialOutcome {
  const { open, close, t, intervalMs, dayEnds } = tape
  const { trades, dailyEquity, dailyReturns } = record
  const [fast, slow] = columns as [Float64Array, Float64Array]
  const bars = close.length
  const days = dayEnds.length
  let [day, previous, equitySum, exposureSum] = [0, INITIAL_CASH, 0, 0]
  const spells = new Spells(INITIAL_CASH)
  let [cash, units] = [INITIAL_CASH, 0]
  let [fees, slippage, traded, fills, orders, held, count, firstActive] = [0, 0, 0, 0, 0, 0, 0, -1]
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
    units = cash / (entryPrice * COST)
    const entryNotional = units * entryPrice
    const entryFee = entryNotional * FEE
    const entrySlippage = units * (entryPrice - open[i]!)
    fills++
    fees += entryFee
    slippage += entrySlippage
    traded += entryNotional
    cash = 0
    i = firstNotAbove(fast, slow, i, bars)
    if (i < bars) {
      orders++
      i++
    }
    spells.hold(close, entry, i, 0, units)
    held += i - entry
    for (; day < days && dayEnds[day]! < i; day++) {
      const equity = units * close[dayEnds[day]!]!
      dailyEquity[day] = equity
      dailyReturns[day] = equity / previous - 1
      previous = equity
      equitySum += equity
      exposureSum += 1
    }
    if (i >= bars) break
    const exitPrice = open[i]! * SELL
    const exitNotional = units * exitPrice
    const exitFee = exitNotional * FEE
    const exitSlippage = -units * (exitPrice - open[i]!)
    fills++
    fees += exitFee
    slippage += exitSlippage
    traded += exitNotional
    cash = exitNotional - exitFee
    if (count === trades.exitBar.length) growTrades(trades)
    trades.instrument[count] = 0
    trades.side[count] = 1
    trades.reason[count] = 0
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
    ambiguousBars: 0,
    warmupBars: start,
    firstActive,
    openQuantity: units,
  }
}
