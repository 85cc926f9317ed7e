/**
 * Looking into a running trial. An observed run steps on every bar with an account that reports its own bookings: `fills` and `orders` are
 * counters on a production account and accessors on this one, so what is booked is told at the moment at which it is counted, by the
 * very code that runs unobserved. Nothing of this is reached unless somebody observes.
 */
import { EXIT_REASONS, type ExitReason } from '../domain/outcome.ts'
import { TARGET } from '../risk/contract.ts'
import { Account, resetAccount } from './account.ts'
import { closeSpell, equityAt } from './equity.ts'
import { step } from './event-loop.ts'
import type { Holding } from './holding.ts'
import type { Pipeline } from './pipeline.ts'
import type { AssembledTrial, Signals } from './strategy-engine.ts'

export type TargetName = 'quantity' | 'notional' | 'fraction'

/** An order as it was sent: a position to reach, or a protective order that has been touched. */
export interface ObservedOrder {
  readonly instrument: string
  readonly type: 'target' | 'protective'
  /** How `value` is to be read: units, currency, or a fraction of equity; signed. */
  readonly kind: TargetName
  readonly value: number
  /** First bar on which it may fill. */
  readonly activeBar: number
  readonly reason: ExitReason
}

export interface ObservedFill {
  readonly instrument: string
  readonly side: 'buy' | 'sell'
  /** Units, > 0. */
  readonly quantity: number
  /** After slippage; `reference` is before. */
  readonly price: number
  readonly reference: number
  /** Currency; negative: a rebate. */
  readonly fee: number
  /** Currency, inside the price already. */
  readonly slippage: number
  readonly reason: ExitReason
  /** Signed units after the fill. */
  readonly position: number
}

export type ObservedBooking =
  | ({ readonly event: 'order' } & ObservedOrder)
  | ({ readonly event: 'fill' } & ObservedFill)

/** What one instrument's pipeline says at the close of a bar. */
export interface ObservedInstrument {
  readonly instrument: string
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** False on a bar that was filled in: nothing trades on it. */
  readonly present: boolean
  /** What model or decision and sizer read, by name; NaN before warm-up. */
  readonly features: Readonly<Record<string, number>>
  /** Null when the decision reads columns. NaN: undefined. */
  readonly score: number | null
  readonly intent: number
  /** Where the position is meant to go, as the last order said; it stands until the next. */
  readonly target: { readonly kind: TargetName; readonly value: number }
  /** Signed units. */
  readonly position: number
  readonly averagePrice: number
}

/** A bar after its step. One object a run, valid until the next bar; the arrays may be kept. */
export interface ObservedBar {
  readonly bar: number
  /** Open time, UTC ms. */
  readonly t: number
  /** Orders and fills in the order in which they happened; then each kind by itself. */
  readonly bookings: readonly ObservedBooking[]
  readonly orders: readonly ObservedOrder[]
  readonly fills: readonly ObservedFill[]
  readonly rejectedOrders: number
  readonly cash: number
  readonly equity: number
  /** From the highest close so far, a positive fraction. */
  readonly drawdown: number
  /** Σ|notional| / equity at the close; 0 when equity is. */
  readonly exposure: number
  readonly halted: boolean
  readonly ruined: boolean
  /** Computed when asked for. */
  instruments(): readonly ObservedInstrument[]
}

export type BarObserver = (bar: ObservedBar) => void

/** @param columns what model or decision read, for each instrument. Called by BacktestEngine.observe. */
export function observedRun(
  pipeline: Pipeline,
  trial: AssembledTrial,
  columns: readonly (readonly Float64Array[])[],
  observer: BarObserver,
): Account {
  const account = new ObservedAccount(pipeline)
  const view = new BarView(pipeline, account, trial, columns)
  account.onOrder = (holding) => view.addOrder(holding)
  account.onFill = (holding) => view.addFill(holding)
  resetAccount(account, pipeline)
  for (let bar = pipeline.first; bar < pipeline.bars; bar++) {
    view.begin(bar)
    step(account, pipeline, bar)
    view.end()
    observer(view)
    if (account.ruined) return account
  }
  closeSpell(account)
  if (pipeline.bars > pipeline.first) account.equity = equityAt(account, pipeline.bars - 1)
  return account
}

const ignore = (): void => undefined

class ObservedAccount extends Account {
  onOrder: (holding: Holding) => void = ignore
  onFill: (holding: Holding) => void = ignore

  constructor(pipeline: Pipeline) {
    super(pipeline)
    // Fields of the base class stand on the object, so accessors must stand there too.
    counted(this, 'orders', (holding) => this.onOrder(holding))
    counted(this, 'fills', (holding) => this.onFill(holding))
  }
}

function counted(account: Account, name: 'orders' | 'fills', tell: (holding: Holding) => void): void {
  let count = 0
  Object.defineProperty(account, name, {
    get: () => count,
    set(value: number) {
      const more = value > count
      count = value
      if (more) tell(account.holdings[account.lastHolding]!)
    },
  })
}

const TARGET_NAMES: Readonly<Record<number, TargetName>> = {
  [TARGET.quantity]: 'quantity',
  [TARGET.notional]: 'notional',
  [TARGET.fraction]: 'fraction',
}

const NOTHING: readonly never[] = []

const FLAT = { kind: 'quantity', value: 0 } as const

class BarView implements ObservedBar {
  bar = 0
  t = 0
  bookings: readonly ObservedBooking[] = NOTHING
  orders: readonly ObservedOrder[] = NOTHING
  fills: readonly ObservedFill[] = NOTHING
  rejectedOrders = 0
  cash = 0
  equity = 0
  drawdown = 0
  exposure = 0
  halted = false
  ruined = false
  private readonly pipeline: Pipeline
  private readonly account: Account
  private readonly trial: AssembledTrial
  private readonly columns: readonly (readonly Float64Array[])[]
  private readonly targets: { kind: TargetName; value: number }[]
  private rejectedBefore = 0

  constructor(
    pipeline: Pipeline,
    account: Account,
    trial: AssembledTrial,
    columns: readonly (readonly Float64Array[])[],
  ) {
    this.pipeline = pipeline
    this.account = account
    this.trial = trial
    this.columns = columns
    this.targets = pipeline.tapes.map(() => FLAT)
  }

  begin(bar: number): void {
    this.bar = bar
    this.t = this.pipeline.t[bar]!
    this.bookings = NOTHING
    this.orders = NOTHING
    this.fills = NOTHING
    this.rejectedBefore = this.account.rejectedOrders
  }

  end(): void {
    const { account, bar } = this
    this.rejectedOrders = account.rejectedOrders - this.rejectedBefore
    this.cash = account.ledger.cash
    this.equity = account.equity
    this.drawdown = (account.peak - account.equity) / account.peak
    this.halted = account.halted
    this.ruined = account.ruined
    let gross = 0
    for (const holding of account.holdings) {
      gross += Math.abs(holding.units * holding.multiplier * holding.tape.close.values[bar]!)
      const idle = holding.orderKind === 0
      if (idle && (holding.intent === 0 || account.halted || account.ruined)) this.targets[holding.index] = FLAT
    }
    this.exposure = account.equity > 0 ? gross / account.equity : 0
  }

  addOrder(holding: Holding): void {
    // A protective order that has been touched is counted after the working order is gone.
    const protective = holding.orderKind === 0
    const kind = protective ? 'quantity' : TARGET_NAMES[holding.orderKind]!
    const value = protective ? 0 : holding.orderValue
    this.targets[holding.index] = { kind, value }
    const order: ObservedOrder = {
      instrument: this.symbol(holding),
      type: protective ? 'protective' : 'target',
      kind,
      value,
      activeBar: protective ? this.bar : holding.orderActive,
      reason: EXIT_REASONS[protective ? this.account.fillReason : holding.orderReason]!,
    }
    this.orders = [...this.orders, order]
    this.bookings = [...this.bookings, { event: 'order', ...order }]
  }

  addFill(holding: Holding): void {
    const { quantity, price, reference, fee } = this.account.fill
    const booked: ObservedFill = {
      instrument: this.symbol(holding),
      side: quantity > 0 ? 'buy' : 'sell',
      quantity: Math.abs(quantity),
      price,
      reference,
      fee,
      slippage: quantity * holding.multiplier * (price - reference),
      reason: EXIT_REASONS[this.account.fillReason]!,
      position: holding.units,
    }
    this.fills = [...this.fills, booked]
    this.bookings = [...this.bookings, { event: 'fill', ...booked }]
  }

  instruments(): readonly ObservedInstrument[] {
    const { bar } = this
    return this.account.holdings.map((holding, k) => {
      const { tape, intent, units, averagePrice } = holding
      const signals = this.trial.signals[k]!
      const values = this.columns[k]!.map((column) => column[bar]!)
      const features = Object.fromEntries(namesOf(signals).map((name, n) => [name, values[n]!]))
      this.pipeline.sizer.inputs.forEach((name, n) => {
        features[name] = this.pipeline.sizerColumns[k]![n]![bar]!
      })
      return {
        instrument: this.symbol(holding),
        open: tape.open[bar]!,
        high: tape.high.values[bar]!,
        low: tape.low.values[bar]!,
        close: tape.close.values[bar]!,
        present: tape.present === null || tape.present[bar] !== 0,
        features,
        score: signals.decision.inputs === 'score' ? signals.model.score(values) : null,
        intent,
        target: this.targets[k]!,
        position: units,
        averagePrice,
      }
    })
  }

  private symbol(holding: Holding): string {
    return holding.tape.bars.instrument.symbol
  }
}

const namesOf = ({ model, decision }: Signals): readonly string[] =>
  decision.inputs === 'score' ? model.inputs : decision.inputs
