/**
 * Fills of the account plane: booking, spells (flat → position → flat), arming of protective orders. Numbers travel in account.fill, not
 * as arguments: V8 boxes a double that crosses a call it does not inline.
 * Re-instantiated per pipeline shape (fresh-instance.ts): only names listed there may be used.
 */
import { applyFill } from '../portfolio/ledger.ts'
import type { Account } from './account.ts'
import type { Holding } from './holding.ts'
import type { Pipeline } from './pipeline.ts'
import { growTrades } from './trade-log.ts'

/**
 * Books account.fill, which either reduces or opens/increases (a reversal is two fills), and keeps the spell's account.
 * @param liveFrom first bar on which protective orders armed by this fill may act: after a fill at the close, the next one.
 */
export function bookFill(account: Account, pipeline: Pipeline, holding: Holding, bar: number, liveFrom: number): void {
  const { ledger, fill } = account
  const { quantity, price } = fill
  const size = quantity < 0 ? -quantity : quantity
  const notional = size * holding.multiplier * price
  const fee = notional * account.fillRate
  fill.fee = fee
  const opening = holding.units === 0
  applyFill(ledger, holding, fill)
  account.lastHolding = holding.index
  account.fills++
  const slippage = quantity * holding.multiplier * (price - fill.reference)
  if (opening) {
    account.positions++
    holding.spellEntryBar = bar
    holding.spellEntryTime = liveFrom > bar ? pipeline.t[bar]! + pipeline.intervalMs : pipeline.t[bar]!
    holding.spellPnl = 0 - fee
    holding.spellFees = fee
    holding.spellSlippage = slippage
    holding.spellEntryNotional = notional
    holding.spellExitNotional = 0
    holding.spellQuantity = size
    if (pipeline.rules.length > 0) arm(pipeline, holding, bar, liveFrom)
    return
  }
  holding.spellPnl += ledger.realizedByFill - fee
  holding.spellFees += fee
  holding.spellSlippage += slippage
  if (ledger.openedQuantity > 0) {
    holding.spellEntryNotional += notional
    holding.spellQuantity += size
    if (pipeline.rules.length > 0) arm(pipeline, holding, bar, liveFrom)
    return
  }
  holding.spellExitNotional += notional
  if (holding.units === 0) {
    account.positions--
    holding.armed = false
    logTrade(account, pipeline, holding, bar, liveFrom > bar)
  }
}

/** Risk arms reduce-only, one-cancels-other orders for the position as it stands after a fill that increased it. */
function arm(pipeline: Pipeline, holding: Holding, bar: number, liveFrom: number): void {
  const rules = pipeline.rules
  const long = holding.units > 0
  holding.side = long ? 1 : -1
  holding.entryPrice = holding.averagePrice
  holding.entryBar = bar
  holding.armed = false
  holding.stopLevel = long ? -Infinity : Infinity
  holding.targetLevel = long ? Infinity : -Infinity
  holding.trailKeep = 0
  holding.trailExtreme = holding.averagePrice
  holding.trailFrom = liveFrom
  holding.dueBar = holding.never
  holding.untouchedTo = liveFrom
  for (let r = 0; r < rules.length; r++) {
    const rule = rules[r]!
    if (rule.arm !== undefined) rule.arm(holding, holding)
  }
}

/** Appends the spell that has just ended. */
export function logTrade(account: Account, pipeline: Pipeline, holding: Holding, bar: number, atClose: boolean): void {
  const trades = account.trades
  if (trades.count === trades.exitBar.length) growTrades(trades)
  const at = trades.count++
  trades.instrument[at] = holding.index
  trades.side[at] = account.fill.quantity < 0 ? 1 : -1
  trades.reason[at] = account.fillReason
  trades.entryBar[at] = holding.spellEntryBar
  trades.exitBar[at] = bar
  trades.entryTime[at] = holding.spellEntryTime
  trades.exitTime[at] = atClose ? pipeline.t[bar]! + pipeline.intervalMs : pipeline.t[bar]!
  trades.netPnl[at] = holding.spellPnl
  trades.fees[at] = holding.spellFees
  trades.slippage[at] = holding.spellSlippage
  trades.entryNotional[at] = holding.spellEntryNotional
  trades.notional[at] = holding.spellEntryNotional + holding.spellExitNotional
  trades.quantity[at] = holding.spellQuantity
}

/** For fresh-instance.ts. */
export const fillsFunctions = [bookFill, arm, logTrade]
