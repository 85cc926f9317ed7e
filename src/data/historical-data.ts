/**
 * L1. HistoricalDataHandler: a slice of a dataset as a market. Planning and assembling are pure; reading the files in between is io's.
 *
 *   catalog + config → plan (which row groups) → io reads and checks hashes → assemble (one clock, gaps, window) → io hashes
 */
import { DataError } from '../core/errors.ts'
import { formatTime } from '../core/time.ts'
import type { BarColumns, HistoricalData, ReadPlan, UnhashedMarket } from '../domain/dataset.ts'
import { sliceBars } from './bar-buffer.ts'
import { alignBars, firstAtLeast } from './gap-fill.ts'
import { planRead } from './read-plan.ts'
import { cutMarket } from './slice-market.ts'

export const historicalData: HistoricalData = { plan: planRead, assemble }

/**
 * Makes the market of a plan from the columns that were read, in the plan's order of instruments.
 * The window begins with the first bar that opens at or after `from` and by which all instruments have begun; a number of warm-up
 * bars before it is exact unless history is shorter. Errors: those of `alignBars`; E_DATASET_RANGE when no bar is left in the window.
 */
function assemble(plan: ReadPlan, series: readonly BarColumns[]): UnhashedMarket {
  const names = plan.series.map((it) => it.instrument.symbol)
  const untilEnd = series.map((bars) => sliceBars(bars, 0, firstAtLeast(bars.t, plan.to)))
  const empty = untilEnd.findIndex((bars) => bars.t.length === 0)
  if (empty >= 0) noBars(plan, names[empty]!)
  const { t, bars } = alignBars(untilEnd, names, plan.intervalMs, plan.calendar, plan.missing)
  const first = firstAtLeast(t, plan.from)
  if (first === t.length) noBars(plan, names.join(', '))
  const begin = plan.warmUp === 'all history' ? 0 : Math.max(0, first - plan.warmUp)
  const whole: UnhashedMarket = {
    bars: bars.map((it, s) => ({ instrument: plan.series[s]!.instrument, ...it })),
    t,
    intervalMs: plan.intervalMs,
    first,
    calendar: plan.calendar,
    periodsPerYear: plan.periodsPerYear,
    dayEnds: new Int32Array(0),
  }
  return cutMarket(whole, begin, first, t.length)
}

function noBars(plan: ReadPlan, names: string): never {
  const from = Number.isFinite(plan.from) ? ` from ${formatTime(plan.from)}` : ''
  const to = Number.isFinite(plan.to) ? ` before ${formatTime(plan.to)}` : ''
  throw new DataError(
    'E_DATASET_RANGE',
    `dataset ${plan.dataset}: no bars of ${names}${from}${to}`,
    'choose a window that overlaps the data',
  )
}
