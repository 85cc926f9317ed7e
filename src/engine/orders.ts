/**
 * Working orders of the account plane: targets are latched, sent as orders, and met by opens.
 * Re-instantiated per pipeline shape (fresh-instance.ts): only names listed there may be used.
 */
import { TARGET } from '../risk/contract.ts'
import type { Account } from './account.ts'
import { bookFill } from './fills.ts'
import type { Holding } from './holding.ts'
import type { Pipeline } from './pipeline.ts'

/** Intent → target → order, decided at the close of `bar`. */
export function decide(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  const intent = holding.intent
  if (intent === 0) {
    if (holding.units === 0) cancelOrder(account, holding)
    else {
      holding.orderValue = 0
      workOrder(account, holding, TARGET.quantity, bar + pipeline.orderDelay, 0)
    }
    return
  }
  const { close, multiplier } = holding.tape
  const columns = pipeline.sizerColumns[holding.index]!
  const value = pipeline.sizer.target(intent, account.equity, close.values[bar]!, multiplier, columns, bar)
  if (value - value !== 0) {
    account.rejectedOrders++
    return
  }
  holding.orderValue = value
  workOrder(account, holding, pipeline.sizer.kind, bar + pipeline.orderDelay, 0)
}

/** Replaces the working order by one that leads to holding.orderValue, read as `kind`. */
export function workOrder(account: Account, holding: Holding, kind: number, active: number, reason: number): void {
  if (holding.orderKind === 0) account.working++
  holding.orderKind = kind
  holding.orderActive = active
  holding.orderReason = reason
  account.lastHolding = holding.index
  account.orders++
}

export function cancelOrder(account: Account, holding: Holding): void {
  if (holding.orderKind === 0) return
  holding.orderKind = 0
  account.working--
}

/** Working orders meet the reference price of a bar (its open, or its close): reductions first, then by index. */
export function meetOrders(account: Account, pipeline: Pipeline, bar: number, atClose: boolean): void {
  const holdings = account.holdings
  if (holdings.length === 1) {
    const holding = holdings[0]!
    if (!eligible(holding, bar)) return
    if (holding.units !== 0) reduce(account, pipeline, holding, bar, atClose)
    if (holding.orderKind !== 0) increase(account, pipeline, holding, bar, atClose)
    return
  }
  for (let k = 0; k < holdings.length; k++) {
    const holding = holdings[k]!
    if (holding.units !== 0 && eligible(holding, bar)) reduce(account, pipeline, holding, bar, atClose)
  }
  for (let k = 0; k < holdings.length; k++) {
    const holding = holdings[k]!
    if (eligible(holding, bar)) increase(account, pipeline, holding, bar, atClose)
  }
}

function eligible(holding: Holding, bar: number): boolean {
  if (holding.orderKind === 0 || holding.orderActive > bar) return false
  const present = holding.tape.present
  return present === null || present[bar] !== 0
}

/** Fills the part of an order that closes or reduces the position; ends the order when nothing else is left of it. */
function reduce(account: Account, pipeline: Pipeline, holding: Holding, bar: number, atClose: boolean): void {
  const held = holding.units
  const value = holding.orderValue
  const { tape } = holding
  const fill = account.fill
  const reference = atClose ? tape.close.values[bar]! : tape.open[bar]!
  fill.reference = reference
  fill.price = pipeline.slippage.price(reference, held > 0 ? -1 : 1, bar)
  let left = 0
  if (value !== 0 && value > 0 === held > 0) {
    left = targetUnits(account, pipeline, holding, bar, atClose)
    if (held > 0 ? left >= held : left <= held) return
  }
  const wanted = held > 0 ? held - left : left - held
  const size = tape.volume === null ? wanted : allowed(pipeline, holding, bar, wanted)
  if (size === 0) return
  fill.quantity = held > 0 ? -size : size
  account.fillRate = pipeline.takerRate
  account.fillReason = holding.orderReason
  bookFill(account, pipeline, holding, bar, atClose ? bar + 1 : bar)
  if (size === wanted && (value === 0 || left !== 0)) cancelOrder(account, holding)
}

/** Fills the part of an order that opens or increases a position. */
function increase(account: Account, pipeline: Pipeline, holding: Holding, bar: number, atClose: boolean): void {
  const held = holding.units
  const value = holding.orderValue
  const side = value > 0 ? 1 : -1
  if (held !== 0 && (value === 0 || held > 0 !== value > 0)) return
  const { tape } = holding
  const fill = account.fill
  const reference = atClose ? tape.close.values[bar]! : tape.open[bar]!
  fill.reference = reference
  fill.price = pipeline.slippage.price(reference, side, bar)
  const units = targetUnits(account, pipeline, holding, bar, atClose)
  const wanted = side > 0 ? units - held : held - units
  if (!(wanted > 0)) {
    if (units === 0) account.rejectedOrders++
    cancelOrder(account, holding)
    return
  }
  const size = tape.volume === null ? wanted : allowed(pipeline, holding, bar, wanted)
  if (size === 0) return
  const alone = account.positions === 0
  fill.quantity = side * size
  account.fillRate = pipeline.takerRate
  account.fillReason = 0
  bookFill(account, pipeline, holding, bar, atClose ? bar + 1 : bar)
  if (size < wanted) {
    holding.orderKind = TARGET.quantity
    holding.orderValue = units
    return
  }
  // All-in: what rounding leaves is not cash.
  if (alone && value === 1 && holding.orderKind === TARGET.fraction && tape.lotSize === 0) account.ledger.cash = 0
  cancelOrder(account, holding)
}

/** Signed units of the working order at account.fill.price, in whole lots, within buying power (collateralised in full). */
function targetUnits(account: Account, pipeline: Pipeline, holding: Holding, bar: number, atClose: boolean): number {
  const kind = holding.orderKind
  const value = holding.orderValue
  let equity = account.ledger.cash
  let power = equity
  if (account.positions > 0) {
    let committed = 0
    for (let k = 0; k < account.holdings.length; k++) {
      const other = account.holdings[k]!
      if (other.units === 0) continue
      const worth = other.units * other.multiplier * (atClose ? other.tape.close.values[bar]! : other.tape.open[bar]!)
      equity += worth
      if (other !== holding) committed += worth < 0 ? -worth : worth
    }
    power = equity - committed
  }
  if (!(power > 0)) return 0
  const unitPrice = account.fill.price * holding.multiplier
  const unitCost = unitPrice * (1 + pipeline.takerRate)
  // Slippage of 100 % sells for nothing: no number of units is worth an amount.
  if (!(unitCost > 0)) return 0
  const most = power / unitCost
  let units = value
  if (kind === TARGET.fraction) units = value === 1 && power === equity ? most : (value * equity) / unitCost
  else if (kind === TARGET.notional) units = value / unitPrice
  if (units > most) units = most
  else if (units < -most) units = -most
  const lot = holding.tape.lotSize
  if (lot === 0) return units
  return units < 0 ? -Math.floor(-units / lot) * lot : Math.floor(units / lot) * lot
}

/** How much of a wanted size the bar's volume still allows; counted for the bar. */
export function allowed(pipeline: Pipeline, holding: Holding, bar: number, wanted: number): number {
  if (holding.filledBar !== bar) {
    holding.filledBar = bar
    holding.filledOnBar = 0
  }
  const volume = holding.tape.volume
  if (volume === null) return wanted
  const room = volume[bar]! * pipeline.maxParticipation - holding.filledOnBar
  const size = wanted < room ? wanted : room > 0 ? room : 0
  holding.filledOnBar += size
  return size
}

/** For fresh-instance.ts. */
export const ordersFunctions = [
  decide,
  workOrder,
  cancelOrder,
  meetOrders,
  eligible,
  reduce,
  increase,
  targetUnits,
  allowed,
]
