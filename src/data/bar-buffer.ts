/** L1. Bars that grow row by row, as columns. */
import type { BarColumns } from '../domain/dataset.ts'
import type { BarRow } from './bar-rows.ts'

const COLUMNS = ['t', 'open', 'high', 'low', 'close', 'volume'] as const

export interface BarBuffer {
  readonly length: number
  push(row: Readonly<BarRow>): void
  /** Views of the rows so far, valid until the next push; volume is null when no row has one. */
  columns(): BarColumns
}

/** Cost: amortised O(1) a row, 48 bytes each, at most twice that in reserve. */
export function barBuffer(capacity = 1024): BarBuffer {
  let arrays = COLUMNS.map(() => new Float64Array(capacity))
  let length = 0
  const grow = (): void => {
    arrays = arrays.map((old) => {
      const array = new Float64Array(old.length * 2)
      array.set(old)
      return array
    })
  }
  return {
    get length() {
      return length
    },
    push(row) {
      if (length === arrays[0]!.length) grow()
      for (let c = 0; c < COLUMNS.length; c++) arrays[c]![length] = row[COLUMNS[c]!]
      length++
    },
    columns() {
      const [t, open, high, low, close, volume] = arrays.map((array) => array.subarray(0, length))
      return {
        t: t!,
        open: open!,
        high: high!,
        low: low!,
        close: close!,
        volume: volume!.every(Number.isNaN) ? null : volume!,
      }
    },
  }
}

/** Copies row i of the columns. */
export function readBar(bars: BarColumns, i: number, row: BarRow): BarRow {
  row.t = bars.t[i]!
  row.open = bars.open[i]!
  row.high = bars.high[i]!
  row.low = bars.low[i]!
  row.close = bars.close[i]!
  row.volume = bars.volume ? bars.volume[i]! : Number.NaN
  return row
}

/** Bars [begin, end), without a copy. */
export const sliceBars = (bars: BarColumns, begin: number, end: number): BarColumns => ({
  t: bars.t.subarray(begin, end),
  open: bars.open.subarray(begin, end),
  high: bars.high.subarray(begin, end),
  low: bars.low.subarray(begin, end),
  close: bars.close.subarray(begin, end),
  volume: bars.volume ? bars.volume.subarray(begin, end) : null,
})
