/**
 * Protective orders meet a bar. Gaps first (the open is known to come first), then the levels inside the bar in the order the matching
 * option gives. Re-instantiated per pipeline shape (fresh-instance.ts): only names listed there may be used.
 */
import { TARGET } from '../risk/contract.ts'
import type { Account } from './account.ts'
import { bookFill } from './fills.ts'
import type { Holding } from './holding.ts'
import { allowed, cancelOrder, workOrder } from './orders.ts'
import { type Pipeline, REENTRY } from './pipeline.ts'
import { highest, lowest } from './scan.ts'

export function meetProtection(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  const { tape } = holding
  if (tape.present !== null && tape.present[bar] === 0) return
  const open = tape.open[bar]!
  const long = holding.units > 0
  if (bar >= holding.dueBar) {
    account.fill.reference = open
    account.fillReason = holding.dueReason
    leaveAtMarket(account, pipeline, holding, bar)
    return
  }
  let stop = holding.stopLevel
  let reason = holding.stopReason
  if (holding.trailKeep !== 0) {
    extendTrail(holding, bar)
    const level = holding.trailExtreme * holding.trailKeep
    if (long ? level > stop : level < stop) {
      stop = level
      reason = holding.trailReason
    }
  }
  const target = holding.targetLevel
  const low = tape.low.values[bar]!
  const high = tape.high.values[bar]!
  const stopHit = long ? low <= stop : high >= stop
  const through = pipeline.throughLimit
  const targetHit = long ? (through ? high > target : high >= target) : through ? low < target : low <= target
  if (!stopHit && !targetHit) return
  const stopGap = long ? open <= stop : open >= stop
  const targetGap = targetHit && (long ? open >= target : open <= target)
  if (stopHit && targetHit && !stopGap && !targetGap) account.ambiguousBars++
  const stopFirst = long ? pipeline.stopFirstLong : pipeline.stopFirstShort
  if (stopHit && (stopGap || !(targetGap || (targetHit && !stopFirst)))) {
    account.fill.reference = stopGap ? open : stop
    account.fillReason = reason
    leaveAtMarket(account, pipeline, holding, bar)
  } else {
    account.fill.reference = targetGap ? open : target
    account.fill.price = account.fill.reference
    account.fillRate = pipeline.makerRate
    account.fillReason = holding.targetReason
    leave(account, pipeline, holding, bar)
  }
}

/** Brings the best price since the fill up to bar − 1. */
export function extendTrail(holding: Holding, bar: number): void {
  const from = holding.trailFrom
  if (from >= bar) return
  const { high, low } = holding.tape
  holding.trailExtreme =
    holding.units > 0 ? highest(high, from, bar, holding.trailExtreme) : lowest(low, from, bar, holding.trailExtreme)
  holding.trailFrom = bar
}

/** A stop or a time stop: at fill.reference plus slippage, as taker. */
function leaveAtMarket(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  account.fill.price = pipeline.slippage.price(account.fill.reference, holding.units > 0 ? -1 : 1, bar)
  account.fillRate = pipeline.takerRate
  leave(account, pipeline, holding, bar)
}

/**
 * Closes a position by a protective order; the target stays 0 until re-entry is allowed. What the volume cap leaves goes at the next opens.
 * An order under way to the other side stays: the intent that it follows came after the position.
 */
function leave(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  const held = holding.units
  const reason = account.fillReason
  const wanted = held < 0 ? -held : held
  const size = holding.tape.volume === null ? wanted : allowed(pipeline, holding, bar, wanted)
  const reverses = holding.orderKind !== 0 && holding.orderValue !== 0 && holding.orderValue > 0 !== held > 0
  if (!reverses) cancelOrder(account, holding)
  account.lastHolding = holding.index
  account.orders++
  if (size > 0) {
    account.fill.quantity = held > 0 ? -size : size
    bookFill(account, pipeline, holding, bar, bar)
  }
  holding.armed = false
  if (reverses) {
    holding.retargetBar = holding.never
    return
  }
  if (size < wanted) {
    holding.orderValue = 0
    workOrder(account, holding, TARGET.quantity, bar + 1, reason)
  }
  if (pipeline.reentry === REENTRY.onChange) holding.retargetBar = holding.never
  else holding.retargetBar = pipeline.reentry === REENTRY.immediate ? bar : bar + pipeline.reentryBars
}

/** For fresh-instance.ts. */
export const protectFunctions = [meetProtection, extendTrail, leaveAtMarket, leave]
