/** Small markets of every kind that the engine has to get through: what a recipe says, seeded. */
import fc from 'fast-check'
import { type RandomStream, randomInt, randomStream } from '../../src/core/seeded-streams.ts'
import { dayEnds } from '../../src/data/day-ends.ts'
import type { Calendar, InstrumentBars, Market } from '../../src/domain/market.ts'

export interface InstrumentRecipe {
  /** Standard deviation and mean of a bar's relative change. */
  readonly sigma: number
  readonly drift: number
  /** Prices are multiples of it; 0: any. A big one makes equal prices, and bars that touch a level exactly. */
  readonly tick: number
  /** How often the price jumps between close and open. */
  readonly gaps: number
  /** How often it leaps inside a bar, by one of the distances that protective orders keep: what ends a long quiet hold, exactly at a level. Default never. */
  readonly shocks?: number
  /** Median volume in units; null: the source has none. */
  readonly volume: number | null
  /** How often a run of missing bars begins. */
  readonly missing: number
  readonly lotSize: number
  readonly multiplier: number
}

export interface MarketRecipe {
  readonly seed: number
  readonly bars: number
  /** Part of the bars before the window, in thousandths. */
  readonly before: number
  readonly intervalMs: number
  /** Intervals after midnight of the first bar. */
  readonly offset: number
  /** How often the clock itself skips some intervals. */
  readonly skips: number
  readonly calendar: Calendar
  readonly instruments: readonly InstrumentRecipe[]
}

const MINUTE = 60_000
/** Its 32nd part is a multiple of every tick. */
export const START_PRICE = 128

/** One of some values, each with its weight. */
export const weighted = <T>(...choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

const lively: fc.Arbitrary<InstrumentRecipe> = fc.record({
  sigma: weighted([1, 0], [2, 0.0005], [3, 0.002], [4, 0.01], [3, 0.04], [1, 0.15]),
  drift: weighted([9, 0], [1, -0.03], [1, 0.003], [1, 0.03], [1, 0.2]),
  tick: weighted([4, 0], [3, 0.03125], [3, 1], [2, 4]),
  gaps: weighted([3, 0], [2, 0.05], [1, 0.5]),
  shocks: weighted([3, 0], [1, 0.0005], [1, 0.003], [1, 0.02]),
  volume: weighted<number | null>([4, null], [1, 3], [2, 40], [1, 1e6]),
  missing: weighted([4, 0], [1, 0.02], [1, 0.2]),
  lotSize: weighted([6, 0], [1, 0.1], [2, 1], [1, 25]),
  multiplier: weighted([6, 1], [1, 0.1], [1, 50]),
})

/** Next to nothing happens for a thousand bars and more, so that super blocks are ruled out; then a leap. */
const quiet: fc.Arbitrary<InstrumentRecipe> = fc.record({
  sigma: weighted([3, 0], [1, 0.0001], [1, 0.0005]),
  drift: fc.constant(0),
  tick: fc.constantFrom(0, 1, 4),
  gaps: fc.constant(0),
  shocks: fc.constantFrom(0.0003, 0.0008),
  volume: fc.constantFrom(null, 1e6),
  missing: weighted([3, 0], [1, 0.02]),
  lotSize: fc.constant(0),
  multiplier: fc.constant(1),
})

const bars = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 40, max: 200 }) },
  { weight: 3, arbitrary: fc.integer({ min: 200, max: 1000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1000, max: 4000 }) },
)

export const marketRecipe: fc.Arbitrary<MarketRecipe> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fff_ffff }),
  bars,
  before: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 900 })),
  intervalMs: fc.constantFrom(MINUTE, MINUTE, 60 * MINUTE, 60 * MINUTE, 1440 * MINUTE),
  offset: fc.integer({ min: 0, max: 1439 }),
  skips: weighted([2, 0], [1, 0.01], [1, 0.1]),
  calendar: fc.constantFrom<Calendar>('24x7', 'exchange'),
  instruments: fc.oneof(
    { weight: 3, arbitrary: fc.array(lively, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(lively, { minLength: 2, maxLength: 4 }) },
  ),
})

export const quietMarketRecipe: fc.Arbitrary<MarketRecipe> = fc
  .tuple(marketRecipe, fc.integer({ min: 2500, max: 5000 }), fc.array(quiet, { minLength: 1, maxLength: 2 }))
  .map(([recipe, longer, instruments]) => ({ ...recipe, bars: longer, before: recipe.before >> 2, instruments }))

/** The market of a recipe. */
export function marketOf(recipe: MarketRecipe): Market {
  const { seed, intervalMs, calendar } = recipe
  const t = clock(recipe)
  const first = Math.floor((recipe.before * t.length) / 1000)
  const all = recipe.instruments.map((instrument, k) => barsOf(instrument, t.length, `I${k}`, seed))
  const ends = dayEnds(t, intervalMs, first, calendar)
  const hash = `random market ${JSON.stringify(recipe)}`
  return { bars: all, t, intervalMs, first, calendar, periodsPerYear: 365, dayEnds: ends, hash }
}

function clock({ seed, bars, intervalMs, offset, skips }: MarketRecipe): Float64Array {
  const random = randomStream(seed, 'clock', 'market')
  const t = new Float64Array(bars)
  let at = Date.UTC(2024, 0, 1) + offset * intervalMs
  for (let i = 0; i < bars; i++) {
    t[i] = at
    at += intervalMs * (random() < skips ? 1 + randomInt(random, 200) : 1)
  }
  return t
}

function barsOf(recipe: InstrumentRecipe, bars: number, symbol: string, seed: number): InstrumentBars {
  const random = randomStream(seed, symbol, 'market')
  const column = () => new Float64Array(bars)
  const [open, high, low, close, volume] = [column(), column(), column(), column(), column()]
  const present = new Uint8Array(bars).fill(1)
  const { lotSize, multiplier, tick, sigma, gaps } = recipe
  let last = rounded(START_PRICE, tick)
  let missing = 0
  for (let i = 0; i < bars; i++) {
    if (i > 0 && random() < recipe.missing) missing = 1 + randomInt(random, 5)
    if (missing > 0 && i > 0) {
      missing--
      present[i] = 0
      open[i] = high[i] = low[i] = close[i] = last
      continue
    }
    open[i] = random() < gaps ? moved(last, 3 * sigma, 0, tick, random) : last
    last = moved(open[i]!, sigma, recipe.drift, tick, random)
    if (random() < (recipe.shocks ?? 0)) {
      const leap = [1 / 32, -1 / 32, 0.25, -0.25][randomInt(random, 4)]!
      last = moved(open[i]!, 0, leap, tick, random)
    }
    high[i] = Math.max(open[i]!, last, moved(last, sigma, 0, tick, random))
    low[i] = Math.min(open[i]!, last, moved(open[i]!, sigma, 0, tick, random))
    close[i] = last
    volume[i] = recipe.volume === null ? 0 : random() < 0.1 ? 0 : recipe.volume * 2 * random()
  }
  return {
    instrument: { symbol, currency: 'USD', tickSize: 0, lotSize, multiplier },
    open,
    high,
    low,
    close,
    volume: recipe.volume === null ? null : volume,
    present: recipe.missing > 0 ? present : null,
  }
}

/** A price one step on, never at or below zero nor beyond what a double's square holds. */
function moved(price: number, sigma: number, drift: number, tick: number, random: RandomStream): number {
  const next = price * Math.max(0.2, 1 + drift + sigma * 2 * (random() + random() - 1))
  return rounded(Math.min(1e12, Math.max(1e-6, next)), tick)
}

const rounded = (price: number, tick: number): number =>
  tick === 0 ? price : Math.max(tick, Math.round(price / tick) * tick)
