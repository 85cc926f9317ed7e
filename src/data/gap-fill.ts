/**
 * L1. Bars of several instruments on one clock.
 *
 *   fill       the clock is the grid (24x7), or all times at which any instrument has a bar (exchange), from the first time by which
 *              every instrument has begun to the last bar of any. A missing bar repeats the last close in all four prices, with volume 0.
 *   leave-out  the clock holds the times at which every instrument has a bar
 *   fail       the clock of `fill`, and a missing bar is an error that lists the gaps
 */
import { DataError } from '../core/errors.ts'
import type { BarColumns, Gap } from '../domain/dataset.ts'
import type { Calendar, InstrumentBars } from '../domain/market.ts'
import type { MissingPolicy } from '../domain/strategy-spec.ts'
import { describeGap } from './series-facts.ts'

export type AlignedBars = Omit<InstrumentBars, 'instrument'>

export interface Aligned {
  readonly t: Float64Array
  /** In the order of the input. */
  readonly bars: readonly AlignedBars[]
}

/** A clock longer than this is a mistake (a stray bar, years away), not a market. */
const LONGEST_CLOCK = 200_000_000

/**
 * Puts the bars on a common clock. Every series has at least one bar.
 * Errors: E_DATA_GAP (policy fail), E_DATA_NO_OVERLAP (no common time), E_DATA_CLOCK (a fill of absurd length). Cost: O(clock × instruments).
 */
export function alignBars(
  series: readonly BarColumns[],
  names: readonly string[],
  intervalMs: number,
  calendar: Calendar,
  policy: MissingPolicy,
): Aligned {
  const t = policy === 'leave-out' ? commonTimes(series) : fullClock(series, intervalMs, calendar)
  if (t.length === 0) {
    throw new DataError(
      'E_DATA_NO_OVERLAP',
      `${names.join(', ')} have no time in common`,
      'choose instruments or a window that overlap',
    )
  }
  const bars = series.map((it) => placeOn(t, it))
  if (policy === 'fail') refuseGaps(t, bars, names, intervalMs)
  return { t, bars }
}

function fullClock(series: readonly BarColumns[], intervalMs: number, calendar: Calendar): Float64Array {
  const begin = Math.max(...series.map((it) => it.t[0]!))
  const end = Math.max(...series.map((it) => it.t.at(-1)!))
  if (calendar === 'exchange') return unionOfTimes(series, begin)
  const length = Math.round((end - begin) / intervalMs) + 1
  if (length > LONGEST_CLOCK) {
    throw new DataError(
      'E_DATA_CLOCK',
      `a fill would make ${length} bars`,
      'use missing: leave-out, or a shorter window',
    )
  }
  const clock = new Float64Array(length)
  for (let i = 0; i < length; i++) clock[i] = begin + i * intervalMs
  return clock
}

function unionOfTimes(series: readonly BarColumns[], begin: number): Float64Array {
  if (series.length === 1) return series[0]!.t
  const longest = series.reduce((total, { t }) => total + t.length, 0)
  const clock = new Float64Array(longest)
  const next = series.map(({ t }) => firstAtLeast(t, begin))
  for (let n = 0; ; n++) {
    let time = Number.POSITIVE_INFINITY
    for (let s = 0; s < series.length; s++) time = Math.min(time, series[s]!.t[next[s]!] ?? Number.POSITIVE_INFINITY)
    if (time === Number.POSITIVE_INFINITY) return clock.slice(0, n)
    clock[n] = time
    for (let s = 0; s < series.length; s++) if (series[s]!.t[next[s]!] === time) next[s]!++
  }
}

function commonTimes(series: readonly BarColumns[]): Float64Array {
  let common = series[0]!.t
  for (const { t } of series.slice(1)) {
    const both = new Float64Array(Math.min(common.length, t.length))
    let n = 0
    for (let a = 0, b = 0; a < common.length && b < t.length; ) {
      if (common[a]! < t[b]!) a++
      else if (common[a]! > t[b]!) b++
      else {
        both[n++] = t[b]!
        a++
        b++
      }
    }
    common = both.slice(0, n)
  }
  return common
}

/** Copies bars to the clock's times; the clock does not begin before the first bar. */
function placeOn(t: Float64Array, source: BarColumns): AlignedBars {
  const n = t.length
  const [open, high, low, close] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  const volume = source.volume ? new Float64Array(n) : null
  const present = new Uint8Array(n)
  let filled = 0
  let at = -1 // The last bar at or before the clock's time.
  for (let i = 0; i < n; i++) {
    while (at + 1 < source.t.length && source.t[at + 1]! <= t[i]!) at++
    if (source.t[at] === t[i]) {
      open[i] = source.open[at]!
      high[i] = source.high[at]!
      low[i] = source.low[at]!
      close[i] = source.close[at]!
      if (volume) volume[i] = source.volume![at]!
      present[i] = 1
    } else {
      open[i] = high[i] = low[i] = close[i] = source.close[at]!
      filled++
    }
  }
  return { open, high, low, close, volume, present: filled === 0 ? null : present }
}

/** First index whose time is at least `time`; the length if there is none. */
export function firstAtLeast(t: Float64Array, time: number): number {
  let [low, high] = [0, t.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (t[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}

const SHOWN_GAPS = 5

function refuseGaps(t: Float64Array, bars: readonly AlignedBars[], names: readonly string[], intervalMs: number): void {
  bars.forEach(({ present }, s) => {
    if (!present) return
    const gaps = gapsOf(t, present, intervalMs)
    const missing = gaps.reduce((total, gap) => total + gap.bars, 0)
    const shown = gaps.slice(0, SHOWN_GAPS).map(describeGap).join('; ')
    const more = gaps.length > SHOWN_GAPS ? `; and ${gaps.length - SHOWN_GAPS} more` : ''
    throw new DataError(
      'E_DATA_GAP',
      `${names[s]} lacks ${missing} bars in ${gaps.length} gaps: ${shown}${more}`,
      'use missing: fill or leave-out, or choose another window',
    )
  })
}

function gapsOf(t: Float64Array, present: Uint8Array, intervalMs: number): Gap[] {
  const gaps: Gap[] = []
  for (let i = 0; i < t.length; i++) {
    if (present[i] === 1) continue
    const begin = i
    while (i + 1 < t.length && present[i + 1] === 0 && t[i + 1]! - t[i]! === intervalMs) i++
    gaps.push({ from: t[begin]!, to: t[i]!, bars: i - begin + 1 })
  }
  return gaps
}
