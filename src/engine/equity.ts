/**
 * Equity of the account plane: marking, drawdown on bars, the daily record, and `hold`, which does the same for a stretch of bars on which
 * cash and quantities stand still. There equity = fl(cash + fl(units × price)) is monotone in price, so a block's extremes bound it.
 * Within one peak troughs are compared directly; a spell's drawdown is taken once, when it closes, by cross-multiplication. A block in
 * which a new peak is made is ruled out with a margin of 2^-40, because both sides of that comparison move and rounding is not monotone.
 * Re-instantiated per pipeline shape (fresh-instance.ts): only names listed there may be used.
 */
import type { Account } from './account.ts'
import type { Pipeline } from './pipeline.ts'

/** Equity at the close of a bar: cash plus the positions in the order of their index. */
export function equityAt(account: Account, bar: number): number {
  let equity = account.ledger.cash
  if (account.positions === 0) return equity
  const holdings = account.holdings
  for (let k = 0; k < holdings.length; k++) {
    const holding = holdings[k]!
    if (holding.units !== 0) equity += holding.units * holding.multiplier * holding.tape.close.values[bar]!
  }
  return equity
}

/** Takes a close into peak, trough and the record drawdown. */
export function markClose(account: Account): void {
  const equity = account.equity
  if (equity > account.peak) {
    closeSpell(account)
    account.peak = equity
    account.trough = equity
  } else if (equity < account.trough) account.trough = equity
}

/** Ends the spell under the current peak: keeps its drawdown if it is the deepest. */
export function closeSpell(account: Account): void {
  const { peak, trough, recordPeak, recordTrough } = account
  if ((peak - trough) * recordPeak > (recordPeak - recordTrough) * peak) {
    account.recordPeak = peak
    account.recordTrough = trough
  }
}

/** Records every day that ends before bar `end`. */
export function recordDays(account: Account, pipeline: Pipeline, end: number): void {
  const { dayEnds } = pipeline
  while (account.nextDayEnd < end) {
    const bar = account.nextDayEnd
    const equity = equityAt(account, bar)
    const day = account.day
    account.dailyEquity[day] = equity
    account.dailyReturns[day] = equity / account.previousEquity - 1
    account.previousEquity = equity
    account.equitySum += equity
    if (account.positions > 0) {
      let gross = 0
      for (let k = 0; k < account.holdings.length; k++) {
        const holding = account.holdings[k]!
        if (holding.units === 0) continue
        const worth = holding.units * holding.multiplier * holding.tape.close.values[bar]!
        gross += worth < 0 ? -worth : worth
      }
      account.exposureSum += gross / equity
    }
    account.day = day + 1
    account.nextDayEnd = day + 1 < dayEnds.length ? dayEnds[day + 1]! : pipeline.bars
  }
}

/** Bars [from, end) without an event. Returns the bar it reached: earlier when a close halts or ruins, which the step on that bar does. */
export function hold(account: Account, pipeline: Pipeline, from: number, end: number): number {
  const funding = pipeline.fundingBars
  while (account.fundingAt < funding.length && funding[account.fundingAt]! < end) account.fundingAt++
  let reached = end
  if (account.positions > 0) {
    reached = account.holdings.length === 1 ? holdOne(account, from, end) : holdMany(account, from, end)
    account.barsInPosition += reached - from
  }
  if (account.nextDayEnd < reached) recordDays(account, pipeline, reached)
  return reached
}

/** One instrument: a block's extremes are equities that really occur, so they may become peak and trough. */
function holdOne(account: Account, from: number, end: number): number {
  const holding = account.holdings[0]!
  const { values, min, max, min2, max2 } = holding.tape.close
  const cash = account.ledger.cash
  const units = holding.units * holding.multiplier
  const tops = units > 0 ? max : min
  const bottoms = units > 0 ? min : max
  const tops2 = units > 0 ? max2 : min2
  const bottoms2 = units > 0 ? min2 : max2
  const keep = account.keep
  let { peak, trough, recordPeak, recordTrough } = account
  let fall = recordPeak - recordTrough
  let margin = recordPeak * 1.0000000000009095
  let floor = peak * keep
  // Prices between the two can make neither a peak nor a trough: equity is monotone in price.
  let low = Infinity
  let high = -Infinity
  let i = from
  while (i < end) {
    if ((i & 31) === 0 && i + 32 <= end) {
      const wide = (i & 1023) === 0 && i + 1024 <= end
      const top = cash + units * (wide ? tops2[i >> 10]! : tops[i >> 5]!)
      const bottom = cash + units * (wide ? bottoms2[i >> 10]! : bottoms[i >> 5]!)
      if (top <= peak) {
        if (bottom > floor) {
          if (bottom < trough) trough = bottom
          i += wide ? 1024 : 32
          continue
        }
      } else {
        const lowest = bottom < trough ? bottom : trough
        if ((top - lowest) * margin < fall * top && bottom > top * keep) {
          peak = trough = top
          floor = peak * keep
          low = Infinity
          high = -Infinity
          i += wide ? 1024 : 32
          continue
        }
      }
    }
    const stop = i + 32 - (i & 31) < end ? i + 32 - (i & 31) : end
    if (cash + units * tops[i >> 5]! <= peak) {
      const under = cash + units * bottoms[i >> 5]!
      if (under >= trough && under > floor) {
        i = stop
        continue
      }
    }
    for (; i < stop; i++) {
      const price = values[i]!
      if (price <= high && price >= low) continue
      if (price > high) high = price
      if (price < low) low = price
      const equity = cash + units * price
      if (equity > peak) {
        if ((peak - trough) * recordPeak > fall * peak) {
          recordPeak = peak
          recordTrough = trough
          fall = recordPeak - recordTrough
          margin = recordPeak * 1.0000000000009095
        }
        peak = trough = equity
        floor = peak * keep
        high = low = price
      } else if (equity < trough) {
        if (equity <= floor) {
          end = i
          break
        }
        trough = equity
      }
    }
  }
  account.peak = peak
  account.trough = trough
  account.recordPeak = recordPeak
  account.recordTrough = recordTrough
  return i
}

/** Several instruments: the sum of the positions' own extremes bounds equity but need not occur, so it may only rule a block out. */
function holdMany(account: Account, from: number, end: number): number {
  const holdings = account.holdings
  let i = from
  while (i < end) {
    if ((i & 31) === 0 && i + 32 <= end) {
      let top = account.ledger.cash
      let bottom = account.ledger.cash
      for (let k = 0; k < holdings.length; k++) {
        const units = holdings[k]!.units * holdings[k]!.multiplier
        if (units === 0) continue
        const { min, max } = holdings[k]!.tape.close
        top += units * (units > 0 ? max[i >> 5]! : min[i >> 5]!)
        bottom += units * (units > 0 ? min[i >> 5]! : max[i >> 5]!)
      }
      if (top <= account.peak && bottom >= account.trough && bottom > account.peak * account.keep) {
        i += 32
        continue
      }
    }
    const stop = i + 32 - (i & 31) < end ? i + 32 - (i & 31) : end
    for (; i < stop; i++) {
      account.equity = equityAt(account, i)
      if (account.equity <= account.peak * account.keep) return i
      markClose(account)
    }
  }
  return i
}

/** For fresh-instance.ts. */
export const equityFunctions = [equityAt, markClose, closeSpell, recordDays, hold, holdOne, holdMany]
