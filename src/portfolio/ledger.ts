/**
 * L7: the average-cost ledger. One net position an instrument; cash, fees, funding, slippage and realised PnL of the account.
 *
 * Reducing realises side × closed × multiplier × (price − average) and leaves the average alone; adding averages by quantity; a fill
 * through zero closes everything, then opens the rest at the fill's price, the fee shared by quantity. Fees and funding never touch the
 * average. Slippage is attribution only: it is already inside the prices.
 * Law, whatever the events: equity = cash + Σ position × multiplier × mark = start + realised + unrealised − fees − funding.
 * Definitions: tests/vectors/README.md, accounting.json.
 */
export interface Fill {
  /** Signed units, + buys. */
  quantity: number
  /** Per unit, after slippage. */
  price: number
  /** Currency; negative: a rebate. */
  fee: number
  /** Price that slippage is measured from. */
  reference: number
}

/** One net position. Numbers start fractional so that the engine's objects keep one shape. */
export class Position {
  /** Signed units. */
  units = 0.5
  averagePrice = 0.5
  /** Currency per unit and price point. */
  multiplier = 0.5

  constructor(multiplier: number) {
    this.multiplier = multiplier
    this.units = 0
    this.averagePrice = 0
  }
}

export class Ledger {
  cash = 0.5
  realized = 0.5
  fees = 0.5
  funding = 0.5
  slippage = 0.5
  /** Σ |quantity| × multiplier × price of all fills. */
  tradedNotional = 0.5
  /** Parts of the last fill: units closed and opened, the fee of the closed part, the PnL realised. */
  closedQuantity = 0.5
  openedQuantity = 0.5
  closingFee = 0.5
  realizedByFill = 0.5
  /** A position within this of zero is zero, in units. */
  readonly dust: number

  constructor(startCash: number, dust = 0) {
    this.dust = dust
    resetLedger(this, startCash)
  }
}

export function resetLedger(ledger: Ledger, startCash: number): void {
  ledger.cash = startCash
  ledger.realized = 0
  ledger.fees = 0
  ledger.funding = 0
  ledger.slippage = 0
  ledger.tradedNotional = 0
}

/** Books one fill. */
export function applyFill(ledger: Ledger, position: Position, fill: Fill): void {
  const { quantity, price, fee } = fill
  const unit = position.multiplier
  const before = position.units
  const size = quantity < 0 ? -quantity : quantity
  const held = before < 0 ? -before : before
  const closed = before === 0 || before > 0 === quantity > 0 ? 0 : size < held ? size : held
  const opened = size - closed
  ledger.closedQuantity = closed
  ledger.openedQuantity = opened
  ledger.closingFee = closed === 0 ? 0 : opened === 0 ? fee : (fee * closed) / size
  let after = before + quantity
  if (closed > 0) {
    const gain = (before > 0 ? closed : -closed) * unit * (price - position.averagePrice)
    ledger.realizedByFill = gain
    ledger.realized += gain
    if (opened > 0) position.averagePrice = price
  } else {
    ledger.realizedByFill = 0
    position.averagePrice = before === 0 ? price : (position.averagePrice * held + price * opened) / (held + opened)
  }
  if ((after < 0 ? -after : after) <= ledger.dust) after = 0
  position.units = after
  const signedNotional = quantity * unit * price
  ledger.cash = ledger.cash - signedNotional - fee
  ledger.fees += fee
  ledger.slippage += quantity * unit * (price - fill.reference)
  ledger.tradedNotional += signedNotional < 0 ? -signedNotional : signedNotional
}

/** Books funding: position × multiplier × price × rate is paid. Returns the amount, currency. */
export function applyFunding(ledger: Ledger, position: Position, price: number, rate: number): number {
  const paid = position.units * position.multiplier * price * rate
  ledger.cash -= paid
  ledger.funding += paid
  return paid
}

/** position × multiplier × (mark − average), currency; 0 when flat. */
export const unrealized = (position: Position, mark: number): number =>
  position.units === 0 ? 0 : position.units * position.multiplier * (mark - position.averagePrice)
