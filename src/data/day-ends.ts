/** L1. The day axis of a clock: all daily statistics of a run hang on it. */
import { dayOfClose } from '../core/time.ts'
import type { Calendar } from '../domain/market.ts'

/**
 * Bar index of each UTC day's last bar, from the day of bar `first` on. A bar belongs to the day in which it closes, and one that
 * closes at midnight ends the old day. Days without a bar repeat the bar before them (24x7) or are left out (exchange);
 * a last day that is not over counts.
 *
 * Cost: O(n − first + days).
 */
export function dayEnds(t: Float64Array, intervalMs: number, first: number, calendar: Calendar): Int32Array {
  const ends: number[] = []
  for (let i = first; i < t.length; i++) {
    const day = dayOfClose(t[i]! + intervalMs)
    const nextDay = i + 1 < t.length ? dayOfClose(t[i + 1]! + intervalMs) : day + 1
    if (nextDay === day) continue
    ends.push(i)
    if (calendar === '24x7') for (let carried = day + 1; carried < nextDay; carried++) ends.push(i)
  }
  return Int32Array.from(ends)
}
