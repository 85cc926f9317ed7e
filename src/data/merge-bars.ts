/** L1. Bars from several files, or from a file and a dataset, as one series: ordered by time, each time once. */
import { DataError } from '../core/errors.ts'
import type { BarColumns } from '../domain/dataset.ts'
import { barBuffer, readBar } from './bar-buffer.ts'
import { emptyRow } from './bar-rows.ts'
import { describeBar, sameValues } from './validate-bars.ts'

/** What to do about two bars of one time that differ: keep the one that came first or last, or throw. */
export type OnConflict = 'first' | 'last' | ((t: number, first: string, second: string) => never)

export interface Merged {
  readonly bars: BarColumns
  /** Second bars that said the same and were left out. */
  readonly identical: number
  /** Second bars that said something else, of which one was left out. */
  readonly conflicts: number
}

/**
 * Orders bars by time and joins those of one time. Throws what `onConflict` throws.
 * Cost: O(n) when they are in order, else O(n log n).
 */
export function orderBars(bars: BarColumns, onConflict: OnConflict): Merged {
  const n = bars.t.length
  if (isAscending(bars.t)) return { bars, identical: 0, conflicts: 0 }
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  order.sort((a, b) => bars.t[a]! - bars.t[b]! || a - b) // Of equal times the one that came first stays first.
  const kept = barBuffer(Math.max(1, n))
  let [row, last] = [emptyRow(), emptyRow()]
  let [identical, conflicts] = [0, 0]
  for (let i = 0; i < n; i++) {
    readBar(bars, order[i]!, row)
    if (i > 0 && row.t === last.t) {
      if (sameValues(row, last)) identical++
      else {
        if (typeof onConflict === 'function') onConflict(row.t, describeBar(last), describeBar(row))
        conflicts++
        if (onConflict === 'last') Object.assign(last, row)
      }
      continue
    }
    if (i > 0) kept.push(last)
    ;[row, last] = [last, row]
  }
  kept.push(last)
  return { bars: withVolumeOf(bars, kept.columns()), identical, conflicts }
}

/** Bars of `a`, then of `b`, in one set of columns; the result has volume only if both have (E_IMPORT_VOLUME otherwise). */
export function concatBars(a: BarColumns, b: BarColumns, what: string): BarColumns {
  if (a.t.length === 0) return b
  if (b.t.length === 0) return a
  if ((a.volume === null) !== (b.volume === null)) {
    const without = a.volume === null ? 'the first' : 'the second'
    throw new DataError(
      'E_IMPORT_VOLUME',
      `${what}: of two parts only ${without} has no volume`,
      'import both with volume, or drop the column from both',
    )
  }
  const join = (x: Float64Array, y: Float64Array): Float64Array => {
    const both = new Float64Array(x.length + y.length)
    both.set(x)
    both.set(y, x.length)
    return both
  }
  return {
    t: join(a.t, b.t),
    open: join(a.open, b.open),
    high: join(a.high, b.high),
    low: join(a.low, b.low),
    close: join(a.close, b.close),
    volume: a.volume && b.volume ? join(a.volume, b.volume) : null,
  }
}

/** Whether two sets of columns hold the same bits. */
export function sameBars(a: BarColumns, b: BarColumns): boolean {
  const same = (x: Float64Array | null, y: Float64Array | null): boolean => {
    if (x === null || y === null) return x === y
    return x.length === y.length && x.every((value, i) => Object.is(value, y[i]))
  }
  return (['t', 'open', 'high', 'low', 'close', 'volume'] as const).every((column) => same(a[column], b[column]))
}

function isAscending(t: Float64Array): boolean {
  for (let i = 1; i < t.length; i++) if (!(t[i]! > t[i - 1]!)) return false
  return true
}

const withVolumeOf = (source: BarColumns, bars: BarColumns): BarColumns => ({
  ...bars,
  volume: source.volume && bars.volume,
})
