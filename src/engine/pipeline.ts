/** One trial with everything bound: what the event loop reads and never writes. */
import type { InstrumentBars } from '../domain/market.ts'
import type { BoundColumns } from '../risk/contract.ts'
import type { AccountPlan } from './account-plan.ts'
import type { ZonedColumn } from './zone-map.ts'

/** Bars of one instrument with zone maps where the loop asks for extremes. */
export interface Tape {
  readonly bars: InstrumentBars
  readonly open: Float64Array
  readonly high: ZonedColumn
  readonly low: ZonedColumn
  readonly close: ZonedColumn
  /** null: never caps. */
  readonly volume: Float64Array | null
  readonly present: Uint8Array | null
  /** Currency per unit and price point. */
  readonly multiplier: number
  /** Smallest quantity step; 0: none. */
  readonly lotSize: number
}

/** Where the intent of one instrument changes: bars ascending, the intent from that bar on. It is 0 before the first. */
export interface ChangeList {
  readonly bars: Int32Array
  readonly intents: Float64Array
  count: number
}

export const REENTRY = { onChange: 0, immediate: 1, afterBars: 2 } as const
export const RESIZE = { onChange: 0, everyBar: 1, band: 2 } as const

/** The clock, the tapes and the account plan of one trial, with the change lists that its signals gave. */
export interface Pipeline extends AccountPlan {
  /** Bars of the clock, and the first of the window. */
  readonly bars: number
  readonly first: number
  readonly t: Float64Array
  readonly intervalMs: number
  readonly dayEnds: Int32Array
  readonly tapes: readonly Tape[]
  readonly changes: readonly ChangeList[]
  /** The sizer's columns, for each instrument; set anew for each trial. */
  sizerColumns: readonly BoundColumns[]
}
