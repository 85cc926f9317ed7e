/** L1. A part of a market as a market of its own: folds of a walk-forward, a shorter window, a debug run of a few bars. */
import { assert } from '../core/assert.ts'
import { contentHash } from '../core/hash.ts'
import type { UnhashedMarket } from '../domain/dataset.ts'
import type { InstrumentBars, Market } from '../domain/market.ts'
import { dayEnds } from './day-ends.ts'

/**
 * Bars [begin, end) with the evaluation window beginning at bar `first` (all three count in `market`). Columns are views: no copy.
 * The hash is derived from the market's and the range; the whole range keeps the market's own, wherever `first` is.
 *
 * Params: 0 ≤ begin ≤ first < end ≤ market.t.length. Cost: O(days + bars of the window).
 */
export function sliceMarket(market: Market, begin: number, first: number, end: number): Market {
  assert(
    0 <= begin && begin <= first && first < end && end <= market.t.length,
    'a slice lies within its market and has a window',
  )
  const whole = begin === 0 && end === market.t.length
  const hash = whole ? market.hash : contentHash({ market: market.hash, begin, end })
  return { ...cutMarket(market, begin, first, end), hash }
}

/** The same for a market that has no hash yet. */
export function cutMarket(market: UnhashedMarket, begin: number, first: number, end: number): UnhashedMarket {
  const t = market.t.subarray(begin, end)
  return {
    bars: market.bars.map((bars) => cutBars(bars, begin, end)),
    t,
    intervalMs: market.intervalMs,
    first: first - begin,
    calendar: market.calendar,
    periodsPerYear: market.periodsPerYear,
    dayEnds: dayEnds(t, market.intervalMs, first - begin, market.calendar),
  }
}

function cutBars(bars: InstrumentBars, begin: number, end: number): InstrumentBars {
  const present = bars.present ? bars.present.subarray(begin, end) : null
  return {
    instrument: bars.instrument,
    open: bars.open.subarray(begin, end),
    high: bars.high.subarray(begin, end),
    low: bars.low.subarray(begin, end),
    close: bars.close.subarray(begin, end),
    volume: bars.volume ? bars.volume.subarray(begin, end) : null,
    present: present?.includes(0) ? present : null,
    ...(bars.signals && { signals: cutSignals(bars.signals, begin, end) }),
  }
}

const cutSignals = (signals: NonNullable<InstrumentBars['signals']>, begin: number, end: number) =>
  Object.fromEntries(Object.entries(signals).map(([name, values]) => [name, values.subarray(begin, end)]))
