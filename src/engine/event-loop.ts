/**
 * The account plane: next-event time advance. `step` is the full meaning of one bar in the order of the numbers below; `hold` carries the
 * account over bars without an event; `nextEvent` is pure and may answer too early, never too late. Only `step` and `hold` change state
 * (`nextEvent` fills one cache, untouchedTo, that says how far levels are known to be untouched). Dense mode steps on every bar and is the
 * reference; skipping and jittered (holds cut at random bars) give the same bits.
 * Re-instantiated per pipeline shape (fresh-instance.ts): only names listed there may be used.
 */

import { EXIT_REASONS } from '../domain/outcome.ts'
import { applyFunding } from '../portfolio/ledger.ts'
import { TARGET } from '../risk/contract.ts'
import type { Account } from './account.ts'
import { closeSpell, equityAt, hold, markClose, recordDays } from './equity.ts'
import { logTrade } from './fills.ts'
import type { Holding } from './holding.ts'
import { cancelOrder, decide, meetOrders, workOrder } from './orders.ts'
import { type Pipeline, RESIZE } from './pipeline.ts'
import { extendTrail, meetProtection } from './protect.ts'
import { firstTouch, firstTrailTouchLong, firstTrailTouchShort } from './scan.ts'

/** Runs [first, bars) and leaves the trial in the account. `cut` (jittered mode) returns how many bars a hold may span at most. */
export function runSkipping(account: Account, pipeline: Pipeline, cut: (() => number) | null): void {
  const bars = pipeline.bars
  let i = pipeline.first
  while (i < bars) {
    step(account, pipeline, i)
    if (account.ruined) return
    i++
    if (i >= bars) break
    // An order that may fill on the next bar makes it an event; no need to ask.
    let next = account.working > 0 && pipeline.orderDelay === 1 ? i : nextEvent(account, pipeline, i)
    if (cut !== null) {
      const most = i + cut()
      if (most < next) next = most
    }
    if (next > i) i = hold(account, pipeline, i, next)
  }
  finish(account, pipeline)
}

/** The reference: every bar is an event. */
export function runDense(account: Account, pipeline: Pipeline): void {
  for (let i = pipeline.first; i < pipeline.bars; i++) {
    step(account, pipeline, i)
    if (account.ruined) return
  }
  finish(account, pipeline)
}

function finish(account: Account, pipeline: Pipeline): void {
  closeSpell(account)
  if (pipeline.bars > pipeline.first) account.equity = equityAt(account, pipeline.bars - 1)
}

/** One bar. */
export function step(account: Account, pipeline: Pipeline, bar: number): void {
  const holdings = account.holdings
  // 1. Funding is due at the open, on what was held; working orders meet the open; risk has armed its orders from the fills; these meet the bar.
  if (pipeline.fundingBars.length > 0) payFunding(account, pipeline, bar)
  if (account.working > 0 && !pipeline.sameClose) meetOrders(account, pipeline, bar, false)
  if (account.positions > 0 && pipeline.rules.length > 0) {
    for (let k = 0; k < holdings.length; k++) {
      const holding = holdings[k]!
      if (holding.armed && holding.untouchedTo <= bar) meetProtection(account, pipeline, holding, bar)
    }
  }
  // 2. Mark to market at the close; ruin and halt are one predicate on equity.
  account.equity = equityAt(account, bar)
  if (!survives(account, pipeline, bar)) return
  // 3.–5. Intent, target, orders.
  for (let k = 0; k < holdings.length; k++) {
    const holding = holdings[k]!
    if (holding.nextChange === bar) changeIntent(account, pipeline, holding, bar)
    else if (holding.retargetBar <= bar) retarget(account, pipeline, holding, bar)
    else if (pipeline.resize !== RESIZE.onChange) resize(account, pipeline, holding, bar)
  }
  if (pipeline.sameClose && account.working > 0) {
    meetOrders(account, pipeline, bar, true)
    account.equity = equityAt(account, bar)
    if (!survives(account, pipeline, bar)) return
  }
  // 6. Record.
  markClose(account)
  if (account.positions > 0) account.barsInPosition++
  if (account.nextDayEnd === bar) recordDays(account, pipeline, bar + 1)
}

/** False when equity is gone. At the floor of the drawdown rule the account is halted. */
function survives(account: Account, pipeline: Pipeline, bar: number): boolean {
  const { equity, peak, keep } = account
  if (equity <= 0) {
    ruin(account, pipeline, bar)
    return false
  }
  if (keep > 0 && equity <= (equity > peak ? equity : peak) * keep) halt(account, pipeline, bar)
  return true
}

function changeIntent(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  const { bars, intents, count } = holding.changes
  const at = holding.changeAt + 1
  holding.intent = intents[at - 1]!
  holding.changeAt = at
  holding.nextChange = at < count ? bars[at]! : holding.never
  holding.retargetBar = holding.never
  if (account.firstActive < 0 && holding.intent !== 0) account.firstActive = bar
  if (!account.halted) decide(account, pipeline, holding, bar)
}

/** Re-entry after a risk exit, once the position is really closed. */
function retarget(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  if (holding.units !== 0 || holding.orderKind !== 0) {
    holding.retargetBar = bar + 1
    return
  }
  holding.retargetBar = holding.never
  if (!account.halted && holding.intent !== 0) decide(account, pipeline, holding, bar)
}

/** everyBar and band: the sizer runs again while a position is held and nothing is under way. */
function resize(account: Account, pipeline: Pipeline, holding: Holding, bar: number): void {
  const held = holding.units
  const intent = holding.intent
  if (held === 0 || intent === 0 || account.halted || holding.orderKind !== 0) return
  if (pipeline.resize === RESIZE.band) {
    const { close, multiplier } = holding.tape
    const price = close.values[bar]!
    const sizer = pipeline.sizer
    const columns = pipeline.sizerColumns[holding.index]!
    const value = sizer.target(intent, account.equity, price, multiplier, columns, bar)
    const money = sizer.kind === TARGET.fraction ? value * account.equity : value
    const units = sizer.kind === TARGET.quantity ? value : money / (price * multiplier)
    const drift = units > held ? units - held : held - units
    if (!(drift > pipeline.resizeBand * (held < 0 ? -held : held))) return
  }
  decide(account, pipeline, holding, bar)
}

function payFunding(account: Account, pipeline: Pipeline, bar: number): void {
  const funding = pipeline.fundingBars
  while (account.fundingAt < funding.length && funding[account.fundingAt] === bar) {
    account.fundingAt++
    for (let k = 0; k < account.holdings.length; k++) {
      const holding = account.holdings[k]!
      if (holding.units === 0) continue
      holding.spellPnl -= applyFunding(account.ledger, holding, holding.tape.open[bar]!, pipeline.fundingRate)
    }
  }
}

/** Flat at the next open, for good. */
function halt(account: Account, pipeline: Pipeline, bar: number): void {
  account.halted = true
  account.keep = 0
  for (let k = 0; k < account.holdings.length; k++) {
    const holding = account.holdings[k]!
    holding.retargetBar = holding.never
    cancelOrder(account, holding)
    if (holding.units === 0) continue
    holding.orderValue = 0
    workOrder(account, holding, TARGET.quantity, bar + pipeline.orderDelay, EXIT_REASONS.indexOf('halt'))
  }
}

/** Equity is gone: flat at the mark, equity 0, returns 0 from the next day on. */
function ruin(account: Account, pipeline: Pipeline, bar: number): void {
  for (let k = 0; k < account.holdings.length; k++) {
    const holding = account.holdings[k]!
    const held = holding.units
    if (held === 0) continue
    const price = holding.tape.close.values[bar]!
    holding.spellPnl += held * holding.multiplier * (price - holding.averagePrice)
    holding.spellExitNotional += (held < 0 ? -held : held) * holding.multiplier * price
    account.fill.quantity = 0 - held
    account.fillReason = EXIT_REASONS.indexOf('ruin')
    holding.units = 0
    logTrade(account, pipeline, holding, bar, true)
  }
  account.ledger.cash = 0
  account.positions = 0
  account.ruined = true
  account.equity = 0
  markClose(account)
  closeSpell(account)
  while (account.day < pipeline.dayEnds.length) {
    account.dailyEquity[account.day] = 0
    account.dailyReturns[account.day] = account.previousEquity > 0 ? -1 : 0
    account.previousEquity = 0
    account.day++
  }
}

/** First bar ≥ from at which anything may happen; bars if nothing does. */
function nextEvent(account: Account, pipeline: Pipeline, from: number): number {
  const holdings = account.holdings
  let event = pipeline.bars
  for (let k = 0; k < holdings.length; k++) {
    const holding = holdings[k]!
    if (holding.nextChange < event) event = holding.nextChange
    if (holding.retargetBar < event) event = holding.retargetBar
    if (holding.orderKind !== 0 && holding.orderActive < event) event = holding.orderActive
  }
  if (event <= from) return from
  if (account.positions === 0) return event
  if (pipeline.resize !== RESIZE.onChange) return from
  const funding = pipeline.fundingBars
  if (account.fundingAt < funding.length && funding[account.fundingAt]! < event) event = funding[account.fundingAt]!
  if (pipeline.rules.length === 0) return event
  for (let k = 0; k < holdings.length; k++) {
    if (holdings[k]!.armed) event = touchEvent(holdings[k]!, from, event)
  }
  return event
}

/** First bar in [from, limit) at which a protective order of the instrument may act; limit if there is none. */
function touchEvent(holding: Holding, from: number, limit: number): number {
  const due = holding.dueBar
  if (due <= from) {
    holding.untouchedTo = from
    return from
  }
  const end = due < limit ? due : limit
  if (holding.untouchedTo >= end) return end
  const start = holding.untouchedTo > from ? holding.untouchedTo : from
  const { low, high } = holding.tape
  const long = holding.units > 0
  const lower = long ? holding.stopLevel : holding.targetLevel
  const upper = long ? holding.targetLevel : holding.stopLevel
  let touch = end
  if (holding.trailKeep === 0) touch = firstTouch(low, high, start, end, lower, upper)
  else {
    extendTrail(holding, start)
    touch = long
      ? firstTrailTouchLong(low, high, start, end, lower, upper, holding.trailExtreme, holding.trailKeep)
      : firstTrailTouchShort(low, high, start, end, lower, upper, holding.trailExtreme, holding.trailKeep)
  }
  holding.untouchedTo = touch
  return touch
}

/** For fresh-instance.ts. */
export const eventLoopFunctions = [
  runSkipping,
  runDense,
  finish,
  step,
  survives,
  changeIntent,
  retarget,
  resize,
  payFunding,
  halt,
  ruin,
  nextEvent,
  touchEvent,
]
