/**
 * W1 by hand, third form: the plain dense loop. Every bar fills what is wanted, marks to market, keeps the drawdown, records its day when it
 * ends one, and reads the signal.
 */
import type { TrialOutcome } from '../../src/domain/outcome.ts'
import { BUY, COST, FEE, type FusedRecord, type FusedTape, growTrades, INITIAL_CASH, SELL } from './fused-trial.ts'

export function fusedW1Dense(
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
  let [cash, units, peak, trough, recordPeak, recordTrough] = [INITIAL_CASH, 0, INITIAL_CASH, INITIAL_CASH, 1, 1]
  let [fees, slippage, traded, fills, orders, held, count, firstActive] = [0, 0, 0, 0, 0, 0, 0, -1]
  let [entry, entryPrice, entryNotional, entryFee, entrySlippage] = [0, 0, 0, 0, 0]
  let [want, holding] = [false, false]
  for (; day < days && dayEnds[day]! < start; day++) {
    dailyEquity[day] = cash
    dailyReturns[day] = 0
    equitySum += cash
  }
  let nextDay = day < days ? dayEnds[day]! : bars
  for (let i = start; i < bars; i++) {
    if (want !== holding) {
      holding = want
      if (want) {
        entry = i
        entryPrice = open[i]! * BUY
        units = cash / (entryPrice * COST)
        entryNotional = units * entryPrice
        entryFee = entryNotional * FEE
        entrySlippage = units * (entryPrice - open[i]!)
        fills++
        fees += entryFee
        slippage += entrySlippage
        traded += entryNotional
        cash = 0
      } else {
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
      }
    }
    const equity = holding ? units * close[i]! : cash
    if (equity > peak) {
      if ((peak - trough) * recordPeak > (recordPeak - recordTrough) * peak) {
        recordPeak = peak
        recordTrough = trough
      }
      peak = trough = equity
    } else if (equity < trough) trough = equity
    if (holding) held++
    if (i === nextDay) {
      dailyEquity[day] = equity
      dailyReturns[day] = equity / previous - 1
      previous = equity
      equitySum += equity
      if (holding) exposureSum += 1
      day++
      nextDay = day < days ? dayEnds[day]! : bars
    }
    const signal = fast[i]! > slow[i]!
    if (signal !== want) {
      want = signal
      orders++
      if (firstActive < 0) firstActive = i
    }
  }
  if ((peak - trough) * recordPeak > (recordPeak - recordTrough) * peak) {
    recordPeak = peak
    recordTrough = trough
  }
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
