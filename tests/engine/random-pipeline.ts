/** Random pipelines over every plug-in and option of the engine, as fast-check draws them. */
import fc from 'fast-check'
import type { Market } from '../../src/domain/market.ts'
import type { PluginSpec, Reentry, Resize } from '../../src/domain/strategy-spec.ts'
import type { TrialSpec } from '../../src/engine/bind-plugin.ts'
import { type MarketRecipe, marketOf, marketRecipe, quietMarketRecipe, START_PRICE, weighted } from './random-market.ts'

export interface RandomTrial {
  readonly signals: SignalsDraw
  readonly sizer: PluginSpec
  readonly rules: readonly PluginSpec[]
  readonly reentry: Reentry
  readonly resize: Resize
  readonly slippageBps: number
  readonly fees: { readonly makerBps: number; readonly takerBps: number }
  readonly latencyBars: number
  readonly matching: PluginSpec
  readonly funding: { readonly rate: number; readonly everyHours: number } | null
  readonly initialCash: number
}

interface SignalsDraw {
  /** `always`: in position whenever risk allows it, so that holds are long and end by protective orders. */
  readonly kind: 'always' | 'price' | 'oscillator' | 'level' | 'linear' | 'columns' | 'steps'
  readonly first: ColumnDraw
  readonly second: ColumnDraw
  readonly third: ColumnDraw
  readonly weights: readonly number[]
  readonly sides: 'long' | 'short' | 'both'
  readonly crossover: boolean
  /** Distances of the levels from the middle, in units of the score. */
  readonly enter: number
  readonly exit: number
  readonly onMissing: 'hold' | 'flat'
  readonly atrPeriod: number
  readonly atrHoles: boolean
}

interface ColumnDraw {
  readonly price: 'close' | 'open' | 'high' | 'low' | 'volume' | 'sma' | 'ema' | 'rma' | 'donchian' | 'bollinger'
  readonly oscillator: 'rsi' | 'z-score' | 'rolling-rank' | 'roc' | 'macd' | 'close-volatility'
  readonly output: number
  readonly period: number
  /** The column is read through holes of NaN. */
  readonly holes: null | { readonly every: number; readonly length: number }
}

const columnDraw: fc.Arbitrary<ColumnDraw> = fc.record({
  price: fc.constantFrom('close', 'open', 'high', 'low', 'volume', 'sma', 'sma', 'ema', 'rma', 'donchian', 'bollinger'),
  oscillator: fc.constantFrom('rsi', 'z-score', 'rolling-rank', 'roc', 'macd', 'close-volatility'),
  output: fc.nat({ max: 2 }),
  period: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 2, max: 12 }) }, fc.integer({ min: 2, max: 120 })),
  holes: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ every: fc.constantFrom(20, 300), length: fc.constantFrom(1, 7, 40) }) },
  ),
})

const signals: fc.Arbitrary<SignalsDraw> = fc.record({
  kind: fc.constantFrom('always', 'always', 'price', 'price', 'oscillator', 'level', 'linear', 'columns', 'steps'),
  first: columnDraw,
  second: columnDraw,
  third: columnDraw,
  weights: fc.array(fc.constantFrom(-1, -0.5, 0, 0.25, 1), { minLength: 3, maxLength: 3 }),
  sides: fc.constantFrom('long', 'long', 'short', 'both', 'both'),
  crossover: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  enter: fc.constantFrom(0, 0, 0.25, 1),
  // The last one never leaves, so that levels are watched over many blocks.
  exit: fc.constantFrom(0, 0, 0.5, 2, 1000),
  onMissing: fc.constantFrom('hold', 'flat'),
  atrPeriod: fc.integer({ min: 1, max: 20 }),
  atrHoles: fc.boolean(),
})

const sizer: fc.Arbitrary<PluginSpec> = fc.oneof(
  fc.record({
    type: fc.constant('fraction-of-equity'),
    fraction: fc.constantFrom(1, 1, 1, 0.5, 0.2),
    sizeAt: fc.constantFrom('fill', 'fill', 'decision'),
  }),
  fc.record({
    type: fc.constant('fixed-notional'),
    notional: fc.constantFrom(500, 4000, 30_000),
    sizeAt: fc.constantFrom('fill', 'decision'),
  }),
  fc.record({ type: fc.constant('fixed-quantity'), quantity: fc.constantFrom(1, 33.3, 60, 1000) }),
  fc.record({
    type: fc.constant('atr-risk'),
    atr: fc.constant('range'),
    risk: fc.constantFrom(0.001, 0.02, 0.5),
    multiple: fc.constantFrom(1, 2.5),
  }),
)

const distance = fc.constantFrom(0.0005, 0.003, 0.01, 0.03125, 0.1, 0.25, 0.25, 0.4)
const rule: fc.Arbitrary<PluginSpec> = fc.oneof(
  fc.record({ type: fc.constant('stop-loss'), distance }),
  fc.record({ type: fc.constant('take-profit'), distance }),
  fc.record({ type: fc.constant('trailing-stop'), distance }),
  fc.record({ type: fc.constant('time-stop'), bars: fc.constantFrom(1, 2, 7, 40, 300) }),
  fc.record({ type: fc.constant('max-drawdown-halt'), drawdown: fc.constantFrom(0.02, 0.1, 0.3, 0.8) }),
)

/** Rules whose distances are the leaps of quiet markets. */
const leap = fc.constantFrom(0.03125, 0.25)
const watchful: fc.Arbitrary<PluginSpec> = fc.oneof(
  fc.record({ type: fc.constant('stop-loss'), distance: leap }),
  fc.record({ type: fc.constant('take-profit'), distance: leap }),
  fc.record({ type: fc.constant('trailing-stop'), distance: leap }),
  fc.record({ type: fc.constant('max-drawdown-halt'), drawdown: fc.constantFrom(0.1, 0.5) }),
)

export const randomTrial: fc.Arbitrary<RandomTrial> = fc.record({
  signals,
  sizer,
  rules: fc.array(rule, { maxLength: 4 }),
  reentry: fc.oneof(
    fc.constant<Reentry>('onChange'),
    fc.constant<Reentry>('immediate'),
    fc.record({ afterBars: fc.constantFrom(1, 2, 20) }),
  ),
  resize: fc.oneof(
    { weight: 5, arbitrary: fc.constant<Resize>('onChange') },
    { weight: 1, arbitrary: fc.constant<Resize>('everyBar') },
    { weight: 2, arbitrary: fc.record({ band: fc.constantFrom(0.01, 0.2, 1) }) },
  ),
  slippageBps: weighted([4, 0], [4, 1], [2, 50], [1, 2500], [1, 10_000]),
  fees: fc.record({
    makerBps: weighted([4, 0], [4, -2], [4, 5], [1, 5000]),
    takerBps: weighted([4, 0], [6, 5], [2, 100], [1, 10_000]),
  }),
  latencyBars: weighted([6, 0], [1, 1], [1, 3], [1, 50]),
  matching: fc.record({
    type: fc.constant('bar'),
    path: fc.constantFrom('stop-first', 'open-high-low-close', 'open-low-high-close', 'worst-case'),
    limitFill: fc.constantFrom('touch', 'through'),
    maxParticipation: fc.constantFrom(1, 0.5, 0.03),
    fillAt: fc.constantFrom('nextOpen', 'nextOpen', 'sameClose'),
  }),
  funding: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({
        rate: fc.constantFrom(1e-4, -1e-4, 0.02, 0.7),
        everyHours: fc.constantFrom(0.25, 1, 8, 24, 100),
      }),
    },
  ),
  initialCash: weighted([6, 10_000], [1, 333.33], [1, 1e7]),
})

/** What fast-check draws for one case, and prints when it fails. */
export interface RandomPipeline {
  readonly market: MarketRecipe
  readonly trial: RandomTrial
  /** Seed of the bars at which jittered mode cuts holds. */
  readonly cuts: number
}

const cuts = fc.integer({ min: 0, max: 0x7fff_ffff })

/** In a quiet market always in position, under orders that the market's leaps just reach. */
const watchfulPipeline: fc.Arbitrary<RandomPipeline> = fc.record({
  market: quietMarketRecipe,
  trial: fc
    .tuple(randomTrial, fc.uniqueArray(watchful, { minLength: 1, maxLength: 3, selector: ({ type }) => type }))
    .map(([trial, rules]) => ({
      ...trial,
      rules,
      signals: { ...trial.signals, kind: 'always' as const },
      resize: 'onChange' as const,
      slippageBps: trial.slippageBps === 50 ? 1 : 0,
      latencyBars: 0,
    })),
  cuts,
})

export const randomPipeline: fc.Arbitrary<RandomPipeline> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ market: marketRecipe, trial: randomTrial, cuts }) },
  { weight: 1, arbitrary: watchfulPipeline },
)

/** The spec that a draw means on a market. */
export function specOf(draw: RandomTrial, market: Market): TrialSpec {
  const features: Record<string, PluginSpec> = { range: { type: 'atr', period: draw.signals.atrPeriod } }
  const volume = market.bars.every((bars) => bars.volume !== null)
  const { model, decision } = signalsOf(draw.signals, features, volume)
  let { sizer } = draw
  if (sizer.type === 'atr-risk' && draw.signals.atrHoles) {
    features.rangeHoles = { type: 'holes', input: 'range', every: 25, length: 10 }
    sizer = { ...sizer, atr: 'rangeHoles' }
  }
  const { latencyBars, slippageBps } = draw
  return {
    account: { currency: 'USD', initialCash: draw.initialCash, maxLeverage: 1, funding: draw.funding },
    strategy: {
      features,
      model,
      decision,
      risk: {
        sizer,
        rules: Object.fromEntries(draw.rules.map((rule, n) => [`rule${n}`, rule])),
        reentry: draw.reentry,
        resize: draw.resize,
      },
      execution: {
        policy: { type: 'market' },
        router: { type: 'single-venue' },
        slippage: slippageBps === 0 ? { type: 'none' } : { type: 'fixed-bps', bps: slippageBps },
        matching: draw.matching,
        fees: { type: 'maker-taker', ...draw.fees },
        latency: latencyBars === 0 ? { type: 'none' } : { type: 'fixed-bars', bars: latencyBars },
      },
    },
  }
}

/** A column by name; the features it needs are added. */
function columnOf(
  draw: ColumnDraw,
  family: 'price' | 'oscillator',
  name: string,
  features: Record<string, PluginSpec>,
  volume: boolean,
): string {
  let input = 'close'
  const through = (column: string): string => {
    if (draw.holes === null) return column
    features[`${name}Holes`] = { type: 'holes', input: column, ...draw.holes }
    return `${name}Holes`
  }
  const { period } = draw
  const pick = (outputs: readonly string[]) => `${name}.${outputs[draw.output]}`
  if (family === 'price') {
    const type = draw.price
    if (type === 'close' || type === 'open' || type === 'high' || type === 'low') return through(type)
    if (type === 'volume') return through(volume ? type : 'open')
    if (type === 'donchian') {
      features[name] = { type, period }
      return through(pick(['upper', 'lower', 'middle']))
    }
    input = through(input)
    features[name] = { type, input, period }
    return type === 'bollinger' ? pick(['upper', 'lower', 'middle']) : name
  }
  input = through(draw.price === 'high' || draw.price === 'low' ? draw.price : 'close')
  const type = draw.oscillator
  features[name] =
    type === 'macd' ? { type, input, fast: 3, slow: period, signal: 4 } : { type, input, period: Math.min(period, 40) }
  return type === 'macd' ? pick(['macd', 'signal', 'histogram']) : name
}

/** The middle of an oscillator and a distance that it often moves away from it. */
const SCALES: Readonly<Record<ColumnDraw['oscillator'], readonly [number, number]>> = {
  rsi: [50, 15],
  'z-score': [0, 0.8],
  'rolling-rank': [0.5, 0.3],
  roc: [0, 0.01],
  macd: [0, 0.5],
  'close-volatility': [0.1, 0.1],
}

function signalsOf(
  draw: SignalsDraw,
  features: Record<string, PluginSpec>,
  volume: boolean,
): { model: PluginSpec; decision: PluginSpec } {
  const price = (column: ColumnDraw, name: string) => columnOf(column, 'price', name, features, volume)
  const oscillator = (column: ColumnDraw, name: string) => columnOf(column, 'oscillator', name, features, volume)
  const { kind, first, second, third, sides } = draw
  const unread = { type: 'pass-through', input: 'close' }
  if (kind === 'steps') {
    const column = oscillator(first, 'a')
    return { model: unread, decision: { type: 'steps', column, scale: SCALES[first.oscillator][1] } }
  }
  if (kind === 'columns') {
    const long = { enter: oscillator(first, 'a'), exit: oscillator(second, 'b') }
    const short = sides === 'long' ? {} : { enterShort: oscillator(third, 'c'), exitShort: long.enter }
    return { model: unread, decision: { type: 'columns', ...long, ...short } }
  }
  if (kind === 'oscillator') {
    const [middle, scale] = SCALES[first.oscillator]
    return { model: { type: 'pass-through', input: oscillator(first, 'a') }, decision: levels(draw, middle, scale) }
  }
  if (kind === 'always') {
    const decision = { type: 'threshold', sides: sides === 'short' ? 'short' : 'long', enterLong: 0, enterShort: 1e13 }
    return { model: unread, decision }
  }
  if (kind === 'level') {
    return { model: { type: 'pass-through', input: price(first, 'a') }, decision: levels(draw, START_PRICE, 2) }
  }
  if (kind === 'linear') {
    const inputs = [price(first, 'a'), price(second, 'b'), oscillator(third, 'c')]
    return { model: { type: 'linear', inputs, weights: draw.weights, bias: 0.1 }, decision: levels(draw, 0, 0.5) }
  }
  return {
    model: { type: 'difference', inputs: [price(first, 'a'), price(second, 'b')] },
    decision: levels(draw, 0, 0.5),
  }
}

function levels({ sides, crossover, enter, exit, onMissing }: SignalsDraw, middle: number, scale: number): PluginSpec {
  if (crossover) return { type: 'crossover', sides, level: middle, onMissing }
  const enterLong = middle + enter * scale
  const enterShort = middle - enter * scale
  const outer = { exitLong: enterLong - exit * scale, exitShort: enterShort + exit * scale }
  return { type: 'threshold', sides, enterLong, enterShort, ...outer, onMissing }
}

/** The market and the spec of a case. */
export function caseOf({ market: recipe, trial }: RandomPipeline): { market: Market; spec: TrialSpec } {
  const market = marketOf(recipe)
  return { market, spec: specOf(trial, market) }
}
