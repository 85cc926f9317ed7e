/**
 * What an account has in one instrument: the position, its working order, its protective orders, the open spell (flat → position → flat).
 * One object with plain fields, because the loop reads many of them at an event; numbers that may be fractional start so.
 */
import { Position } from '../portfolio/ledger.ts'
import type { ProtectedPosition, ProtectiveOrders } from '../risk/contract.ts'
import type { ChangeList, Tape } from './pipeline.ts'

export class Holding extends Position implements ProtectiveOrders, ProtectedPosition {
  readonly index: number
  readonly never: number
  tape: Tape
  changes: ChangeList
  intent = 0.5
  changeAt = 0
  nextChange = 0
  /** Bar on which the sizer runs again after a risk exit; `never`: none. */
  retargetBar = 0
  /** A TARGET kind; 0: no working order. */
  orderKind = 0
  orderValue = 0.5
  orderActive = 0
  orderReason = 0
  /** Units filled on `filledBar`, against the participation cap. */
  filledOnBar = 0.5
  filledBar = 0
  /** Protective orders: true while any of them works. */
  armed = false
  side = 1
  entryPrice = 0.5
  entryBar = 0
  stopLevel = 0.5
  stopReason = 0
  targetLevel = 0.5
  targetReason = 0
  /** 1 − distance for longs, 1 + distance for shorts; 0: no trailing stop. */
  trailKeep = 0.5
  trailReason = 0
  /** Best price since the fill up to the bar before `trailFrom`. */
  trailExtreme = 0.5
  trailFrom = 0
  dueBar = 0
  dueReason = 0
  /** No level is touched before this bar: the cache of the last scan. */
  untouchedTo = 0
  spellEntryBar = 0
  spellEntryTime = 0.5
  spellPnl = 0.5
  spellFees = 0.5
  spellSlippage = 0.5
  spellEntryNotional = 0.5
  spellExitNotional = 0.5
  spellQuantity = 0.5

  constructor(index: number, tape: Tape, changes: ChangeList, bars: number) {
    super(tape.multiplier)
    this.index = index
    this.never = bars
    this.tape = tape
    this.changes = changes
  }

  stop(level: number, reason: number): void {
    this.armed = true
    if (this.side > 0 ? level > this.stopLevel : level < this.stopLevel) {
      this.stopLevel = level
      this.stopReason = reason
    }
  }

  takeProfit(level: number, reason: number): void {
    this.armed = true
    if (this.side > 0 ? level < this.targetLevel : level > this.targetLevel) {
      this.targetLevel = level
      this.targetReason = reason
    }
  }

  trail(distance: number, reason: number): void {
    this.armed = true
    const keep = 1 - this.side * distance
    if (this.trailKeep === 0 || (this.side > 0 ? keep > this.trailKeep : keep < this.trailKeep)) {
      this.trailKeep = keep
      this.trailReason = reason
    }
  }

  closeAt(bar: number, reason: number): void {
    this.armed = true
    if (bar < this.dueBar) {
      this.dueBar = bar
      this.dueReason = reason
    }
  }
}

/** Flat, without orders, before the first intent of a trial. */
export function resetHolding(holding: Holding, tape: Tape, changes: ChangeList): void {
  holding.tape = tape
  holding.changes = changes
  holding.multiplier = tape.multiplier
  holding.units = 0
  holding.averagePrice = 0
  holding.intent = 0
  holding.changeAt = 0
  holding.nextChange = changes.count > 0 ? changes.bars[0]! : holding.never
  holding.retargetBar = holding.never
  holding.orderKind = 0
  holding.filledBar = -1
  holding.armed = false
}
