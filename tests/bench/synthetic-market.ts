/** Markets of the benchmarks: seeded one-minute bars without volume, so that participation never caps a fill. */
import { dayEnds } from '../../src/data/day-ends.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import type { Market } from '../../src/domain/market.ts'

const MINUTE_MS = 60_000
const START_MS = Date.UTC(2024, 0, 1)

export interface PriceColumns {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
}

/** A geometric random walk of that many minutes, sigma 0.0008 a bar. */
export function syntheticMarket(bars: number): Market {
  return minuteMarket(syntheticBars({ bars, seed: 42, sigma: 0.0008, startMs: START_MS, intervalMs: MINUTE_MS }))
}

/** Prices that come from elsewhere, as minutes from the same start. */
export function minuteMarket({ open, high, low, close }: PriceColumns): Market {
  const t = Float64Array.from(open, (_, i) => START_MS + i * MINUTE_MS)
  const instrument = { symbol: 'SYN', currency: 'USD', tickSize: 0, lotSize: 0, multiplier: 1 }
  return {
    bars: [{ instrument, open, high, low, close, volume: null, present: null }],
    t,
    intervalMs: MINUTE_MS,
    first: 0,
    calendar: '24x7',
    periodsPerYear: 365,
    dayEnds: dayEnds(t, MINUTE_MS, 0, '24x7'),
    hash: `minutes-${open.length}`,
  }
}
