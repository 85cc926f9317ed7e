/**
 * L1. The last N bars, oldest first: one interface for history, where it is a view of the columns, and for live bars, where it is
 * a ring. The ring writes each value twice, N apart, so that the window always lies in one piece and no read copies.
 */
import { assert } from '../core/assert.ts'
import { BAR_COLUMNS, type BarColumn, type InstrumentBars } from '../domain/market.ts'

export interface RollingWindow {
  /** Most bars it holds, N. */
  readonly size: number
  /** Bars in it now: N, or fewer in the beginning. */
  readonly count: number
  /** The bars' values of one column, oldest first; a view, valid until the window moves. Volume is all NaN if the source has none. */
  column(name: BarColumn): Float64Array
}

export interface HistoricalWindow extends RollingWindow {
  /** Makes bar i the newest. Cost: O(1). */
  moveTo(i: number): void
}

export interface LiveWindow extends RollingWindow {
  /** Adds a closed bar. Cost: O(1). */
  push(bar: Readonly<Record<BarColumn, number>>): void
}

/** A window over columns of history; it stands at bar 0 until moved. Params: size ≥ 1. */
export function historicalWindow(bars: InstrumentBars, size: number): HistoricalWindow {
  assert(Number.isInteger(size) && size >= 1, 'a window holds at least one bar')
  const none = new Float64Array(size).fill(Number.NaN)
  let end = 1
  const count = (): number => Math.min(size, end)
  return {
    size,
    get count() {
      return count()
    },
    column: (name) => bars[name]?.subarray(end - count(), end) ?? none.subarray(0, count()),
    moveTo(i) {
      assert(0 <= i && i < bars.close.length, 'a window stands on a bar')
      end = i + 1
    },
  }
}

/** A window over bars as they arrive. Params: size ≥ 1. */
export function liveWindow(size: number): LiveWindow {
  assert(Number.isInteger(size) && size >= 1, 'a window holds at least one bar')
  const rings = Object.fromEntries(BAR_COLUMNS.map((name) => [name, new Float64Array(2 * size)])) as Record<
    BarColumn,
    Float64Array
  >
  let pushed = 0
  return {
    size,
    get count() {
      return Math.min(size, pushed)
    },
    column(name) {
      if (pushed < size) return rings[name].subarray(0, pushed)
      const oldest = pushed % size
      return rings[name].subarray(oldest, oldest + size)
    },
    push(bar) {
      const at = pushed % size
      for (const name of BAR_COLUMNS) rings[name][at] = rings[name][at + size] = bar[name]
      pushed++
    },
  }
}
