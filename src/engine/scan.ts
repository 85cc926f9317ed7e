/**
 * Scans over zone maps: exact first touches and exact extremes. Pure; a block is skipped only when its bounds prove that it cannot matter.
 * These functions are re-instantiated from their own text for every pipeline shape (fresh-instance.ts), so they refer to nothing but each
 * other and literals: 32 and 1024 are BLOCK and SUPER of zone-map.ts.
 */
import type { ZonedColumn } from './zone-map.ts'

/** First bar in [from, limit) where low ≤ lower or high ≥ upper; limit if there is none. */
export function firstTouch(
  low: ZonedColumn,
  high: ZonedColumn,
  from: number,
  limit: number,
  lower: number,
  upper: number,
): number {
  const lows = low.values
  const highs = high.values
  let i = from
  while (i < limit) {
    if ((i & 1023) === 0 && low.min2[i >> 10]! > lower && high.max2[i >> 10]! < upper) {
      i += 1024
      continue
    }
    if (low.min[i >> 5]! > lower && high.max[i >> 5]! < upper) {
      i = (i | 31) + 1
      continue
    }
    const end = Math.min(limit, (i & ~31) + 32)
    for (; i < end; i++) if (lows[i]! <= lower || highs[i]! >= upper) return i
  }
  return limit
}

/** Maximum of a column over [from, to) and of `start`; exact. */
export function highest(column: ZonedColumn, from: number, to: number, start: number): number {
  const { values, max, max2 } = column
  let best = start
  let i = from
  while (i < to) {
    if ((i & 1023) === 0 && i + 1024 <= to) {
      if (max2[i >> 10]! > best) best = max2[i >> 10]!
      i += 1024
      continue
    }
    const stop = (i | 31) + 1
    const top = max[i >> 5]!
    if (top > best) {
      if ((i & 31) === 0 && stop <= to) best = top
      else for (; i < stop && i < to; i++) if (values[i]! > best) best = values[i]!
    }
    i = stop
  }
  return best
}

/** Minimum of a column over [from, to) and of `start`; exact. */
export function lowest(column: ZonedColumn, from: number, to: number, start: number): number {
  const { values, min, min2 } = column
  let best = start
  let i = from
  while (i < to) {
    if ((i & 31) === 0 && i + 32 <= to) {
      if ((i & 1023) === 0 && i + 1024 <= to) {
        if (min2[i >> 10]! < best) best = min2[i >> 10]!
        i += 1024
      } else {
        if (min[i >> 5]! < best) best = min[i >> 5]!
        i += 32
      }
    } else {
      if (values[i]! < best) best = values[i]!
      i++
    }
  }
  return best
}

/**
 * First bar in [from, limit) where a long's trailing stop or its other levels are touched; limit if there is none. The stop on bar i is
 * max(lower, extreme × keep) with the extreme of highs up to i − 1, which starts at `extreme`.
 */
export function firstTrailTouchLong(
  low: ZonedColumn,
  high: ZonedColumn,
  from: number,
  limit: number,
  lower: number,
  upper: number,
  extreme: number,
  keep: number,
): number {
  const lows = low.values
  const highs = high.values
  let best = extreme
  let stop = best * keep > lower ? best * keep : lower
  let i = from
  while (i < limit) {
    const top = high.max[i >> 5]!
    if (top < upper) {
      if (top <= best) {
        if (low.min[i >> 5]! > stop) {
          i = (i | 31) + 1
          continue
        }
      } else if ((i & 31) === 0) {
        const tightest = top * keep > lower ? top * keep : lower
        if (low.min[i >> 5]! > tightest) {
          best = top
          stop = tightest
          i += 32
          continue
        }
      }
    }
    const end = Math.min(limit, (i & ~31) + 32)
    for (; i < end; i++) {
      if (lows[i]! <= stop || highs[i]! >= upper) return i
      if (highs[i]! > best) {
        best = highs[i]!
        if (best * keep > stop) stop = best * keep
      }
    }
  }
  return limit
}

/** The short's mirror: the stop on bar i is min(upper, extreme × keep) with the extreme of lows up to i − 1 and keep > 1. */
export function firstTrailTouchShort(
  low: ZonedColumn,
  high: ZonedColumn,
  from: number,
  limit: number,
  lower: number,
  upper: number,
  extreme: number,
  keep: number,
): number {
  const lows = low.values
  const highs = high.values
  let best = extreme
  let stop = best * keep < upper ? best * keep : upper
  let i = from
  while (i < limit) {
    if ((i & 31) === 0) {
      const bottom = low.min[i >> 5]!
      const next = bottom < best ? bottom : best
      const tightest = next * keep < upper ? next * keep : upper
      if (high.max[i >> 5]! < tightest && bottom > lower) {
        best = next
        stop = tightest
        i += 32
        continue
      }
    }
    const end = Math.min(limit, (i & ~31) + 32)
    for (; i < end; i++) {
      if (lows[i]! <= lower || highs[i]! >= stop) return i
      if (lows[i]! < best) {
        best = lows[i]!
        if (best * keep < stop) stop = best * keep
      }
    }
  }
  return limit
}

/** For fresh-instance.ts. */
export const scanFunctions = [firstTouch, highest, lowest, firstTrailTouchLong, firstTrailTouchShort]
