/**
 * L7: the average-cost ledger. One net position an instrument; cash, fees, funding, slippage and realised PnL of the account.
 *
 * Reducing realises side × closed × multiplier × (price − average) and leaves the average alone; adding averages by quantity; a fill
 * through zero closes everything, then opens the rest at the fill's price, the fee shared by quantity. Fees and funding never touch the
 * average. Slippage is attribution only: it is already inside the prices.
 * Law, whatever the events: equity = cash + Σ position × multiplier × mark = start + realised + unrealised − fees − funding.
 * Definitions: tests/vectors/README.md, accounting.json.
 */
export class Ledger {
  cash: number
  readonly position: Float64Array
  readonly averagePrice: Float64Array
  readonly multiplier: Float64Array
  /** A position within this of zero is zero, in units. */
  readonly dust: number
  realized = 0
  fees = 0
  funding = 0
  slippage = 0
  /** Σ |quantity| × multiplier × price of all fills. */
  tradedNotional = 0
  /** Parts of the last fill: units closed and opened, the fee's share of each, the PnL realised. */
  closedQuantity = 0
  openedQuantity = 0
  closingFee = 0
  openingFee = 0
  realizedByFill = 0

  constructor(startCash: number, multipliers: ArrayLike<number>, dust = 0) {
    this.cash = startCash
    this.multiplier = Float64Array.from(multipliers)
    this.position = new Float64Array(this.multiplier.length)
    this.averagePrice = new Float64Array(this.multiplier.length)
    this.dust = dust
  }
}

export function resetLedger(ledger: Ledger, startCash: number): void {
  ledger.cash = startCash
  ledger.position.fill(0)
  ledger.averagePrice.fill(0)
  ledger.realized = 0
  ledger.fees = 0
  ledger.funding = 0
  ledger.slippage = 0
  ledger.tradedNotional = 0
}

/**
 * Books one fill.
 * @param quantity signed units, + buys. @param price per unit, after slippage. @param fee currency, negative: a rebate.
 * @param reference price that slippage is measured from.
 */
export function applyFill(
  ledger: Ledger,
  instrument: number,
  quantity: number,
  price: number,
  fee: number,
  reference: number,
): void {
  const multiplier = ledger.multiplier[instrument]!
  const before = ledger.position[instrument]!
  const size = quantity < 0 ? -quantity : quantity
  let closed = 0
  if (before !== 0 && before > 0 !== quantity > 0) {
    const held = before < 0 ? -before : before
    closed = size < held ? size : held
  }
  const opened = size - closed
  ledger.closedQuantity = closed
  ledger.openedQuantity = opened
  ledger.realizedByFill = 0
  ledger.closingFee = closed === 0 ? 0 : opened === 0 ? fee : (fee * closed) / size
  ledger.openingFee = fee - ledger.closingFee
  let after = before + quantity
  if (closed > 0) {
    const side = before > 0 ? 1 : -1
    ledger.realizedByFill = side * closed * multiplier * (price - ledger.averagePrice[instrument]!)
    ledger.realized += ledger.realizedByFill
  }
  if (opened > 0) {
    if (closed > 0 || before === 0) ledger.averagePrice[instrument] = price
    else {
      const held = before < 0 ? -before : before
      ledger.averagePrice[instrument] = (ledger.averagePrice[instrument]! * held + price * opened) / (held + opened)
    }
  }
  if ((after < 0 ? -after : after) <= ledger.dust) after = 0
  if (after === 0) ledger.averagePrice[instrument] = 0
  ledger.position[instrument] = after
  ledger.cash = ledger.cash - quantity * multiplier * price - fee
  ledger.fees += fee
  ledger.slippage += quantity * multiplier * (price - reference)
  ledger.tradedNotional += size * multiplier * price
}

/** Books funding: position × multiplier × price × rate is paid. Returns the amount, currency. */
export function applyFunding(ledger: Ledger, instrument: number, price: number, rate: number): number {
  const paid = ledger.position[instrument]! * ledger.multiplier[instrument]! * price * rate
  ledger.cash -= paid
  ledger.funding += paid
  return paid
}

/** Σ position × multiplier × (mark − average), currency. */
export function unrealized(ledger: Ledger, marks: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < ledger.position.length; k++) {
    const quantity = ledger.position[k]!
    if (quantity !== 0) sum += quantity * ledger.multiplier[k]! * (marks[k]! - ledger.averagePrice[k]!)
  }
  return sum
}
