/**
 * A small market written bar by bar, intents written bar by bar, and what the engine makes of them. Bars are days unless said otherwise, so
 * that `dailyEquity[i]` is the equity at the close of bar i. Every scenario runs in the three modes, which have to agree.
 */
import { expect } from 'vitest'
import { z } from 'zod'
import { builtInRegistries, withPlugins } from '../../src/config/registries.ts'
import { DAY_MS } from '../../src/core/time.ts'
import { dayEnds } from '../../src/data/day-ends.ts'
import type { DecisionDefinition } from '../../src/decision/contract.ts'
import type { Calendar, InstrumentBars, Market } from '../../src/domain/market.ts'
import { EXIT_REASONS, type ExitReason, type TrialOutcome } from '../../src/domain/outcome.ts'
import type { AccountSpec, ExecutionSpec, PluginSpec, RiskSpec } from '../../src/domain/strategy-spec.ts'
import type { TrialSpec } from '../../src/engine/bind-plugin.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import type { FeatureDefinition } from '../../src/features/contract.ts'
import { bitsOf, firstDifference } from './outcome-bits.ts'

/** Open, high, low, close and, where there is one, volume. */
export type Row = readonly [open: number, high: number, low: number, close: number, volume?: number]

export interface Instrument {
  readonly rows: readonly Row[]
  /** The intent decided at each close; the last one stands to the end. */
  readonly intents: readonly number[]
  readonly lotSize?: number
  readonly multiplier?: number
  /** Numbers of the bars that were filled. */
  readonly filled?: readonly number[]
}

export interface Scenario extends Partial<Instrument> {
  /** Instead of one instrument; their first closes differ (the intents are found by them). */
  readonly instruments?: readonly Instrument[]
  /** Open times, UTC ms. Default: days from 2024-01-01. */
  readonly t?: readonly number[]
  readonly intervalMs?: number
  readonly calendar?: Calendar
  readonly first?: number
  readonly cash?: number
  readonly funding?: AccountSpec['funding']
  readonly features?: Readonly<Record<string, PluginSpec>>
  readonly sizer?: PluginSpec
  readonly rules?: Readonly<Record<string, PluginSpec>>
  readonly reentry?: RiskSpec['reentry']
  readonly resize?: RiskSpec['resize']
  readonly matching?: Readonly<Record<string, unknown>>
  readonly slippageBps?: number
  readonly takerBps?: number
  readonly makerBps?: number
  readonly latencyBars?: number
}

export interface Trade {
  readonly instrument: number
  readonly side: number
  readonly entryBar: number
  readonly exitBar: number
  readonly reason: ExitReason
  readonly entryPrice: number
  readonly exitPrice: number
  readonly quantity: number
  readonly netPnl: number
  readonly fees: number
  readonly slippage: number
  readonly entryTime: number
  readonly exitTime: number
}

export interface Played extends Omit<TrialOutcome, 'trades' | 'dailyEquity' | 'dailyReturns'> {
  readonly trades: readonly Trade[]
  readonly dailyEquity: readonly number[]
  readonly dailyReturns: readonly number[]
}

/** A bar of equal prices, for where only one price matters. */
export const at = (price: number, volume?: number): Row =>
  volume === undefined ? [price, price, price, price] : [price, price, price, price, volume]

/** Runs a scenario. Fails when the modes of the loop differ. */
export function play(scenario: Scenario): Played {
  const market = marketOf(scenario)
  const spec = specOf(scenario)
  const farm = new LocalFarm(market, () => spec, registries, { columns: 16 })
  const none = new Int32Array(0)
  const dense = bitsOf(farm.run(none, 'dense'))
  const skipping = farm.run(none)
  expect(firstDifference(dense, bitsOf(skipping)), 'skipping').toBeUndefined()
  const played = copyOf(skipping, market)
  expect(firstDifference(dense, bitsOf(farm.run(none, { cut: () => 1 }))), 'jittered').toBeUndefined()
  return played
}

/** Equal but for rounding. */
export function near(got: number | undefined, expected: number): void {
  const distance = Math.abs((got ?? Number.NaN) - expected)
  expect(distance <= 1e-12 * Math.max(1, Math.abs(expected)), `${got}, expected ${expected}`).toBe(true)
}

export function nears(got: readonly number[], expected: readonly number[]): void {
  expect(got.length, got.join(', ')).toBe(expected.length)
  for (const [n, value] of expected.entries()) near(got[n], value)
}

function instrumentsOf({ instruments, rows = [], intents = [], ...rest }: Scenario): readonly Instrument[] {
  return instruments ?? [{ ...rest, rows, intents }]
}

function marketOf(scenario: Scenario): Market {
  const { intervalMs = DAY_MS, calendar = '24x7', first = 0 } = scenario
  const bars = instrumentsOf(scenario).map(barsOf)
  const start = Date.UTC(2024, 0, 1)
  const t = Float64Array.from(scenario.t ?? bars[0]!.open.map((_, i) => start + i * intervalMs))
  return {
    bars,
    t,
    intervalMs,
    first,
    calendar,
    periodsPerYear: 365,
    dayEnds: dayEnds(t, intervalMs, first, calendar),
    hash: 'scenario',
  }
}

function barsOf({ rows, lotSize = 0, multiplier = 1, filled = [] }: Instrument, k: number): InstrumentBars {
  const column = (n: number) => Float64Array.from(rows, (row) => row[n]!)
  const present = Uint8Array.from(rows, (_, i) => (filled.includes(i) ? 0 : 1))
  return {
    instrument: { symbol: `I${k}`, currency: 'USD', tickSize: 0, lotSize, multiplier },
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: rows[0]!.length === 5 ? column(4) : null,
    present: filled.length > 0 ? present : null,
  }
}

function specOf(scenario: Scenario): TrialSpec {
  const { sizer = { type: 'fraction-of-equity' }, rules = {}, reentry = 'onChange', resize = 'onChange' } = scenario
  const { slippageBps = 0, takerBps = 0, makerBps = 0, latencyBars = 0, matching = {}, funding = null } = scenario
  const intents = instrumentsOf(scenario).map((instrument) => [instrument.rows[0]![3], instrument.intents])
  const execution: ExecutionSpec = {
    policy: { type: 'market' },
    router: { type: 'single-venue' },
    slippage: { type: 'fixed-bps', bps: slippageBps },
    matching: { type: 'bar', ...matching },
    fees: { type: 'maker-taker', makerBps, takerBps },
    latency: { type: 'fixed-bars', bars: latencyBars },
  }
  return {
    account: { currency: 'USD', initialCash: scenario.cash ?? 10_000, maxLeverage: 1, funding },
    strategy: {
      features: { intents: { type: 'listed', byFirstClose: Object.fromEntries(intents) }, ...scenario.features },
      model: { type: 'pass-through', input: 'intents' },
      decision: { type: 'as-is' },
      risk: { sizer, rules, reentry, resize },
      execution,
    },
  }
}

const listedSchema = z.strictObject({ byFirstClose: z.record(z.string(), z.array(z.number())) })

/** The listed value of each bar; the list is that of the instrument whose first close is the key. */
const listed: FeatureDefinition = {
  schema: listedSchema,
  bind(params) {
    const { byFirstClose } = listedSchema.parse(params)
    const kernel = () => {
      let bar = 0
      let values: readonly number[] = []
      return {
        advance([close]: readonly Float64Array[], [out]: readonly Float64Array[], begin: number, end: number) {
          for (let i = begin; i < end; i++, bar++) {
            if (bar === 0) values = byFirstClose[String(close![i]!)]!
            out![i] = values[Math.min(bar, values.length - 1)]!
          }
        },
      }
    }
    return { inputs: ['close'], outputs: ['listed'], warmup: [0], lookback: 0, kernel }
  },
}

/** The score is the intent. */
const asIs: DecisionDefinition = {
  schema: z.strictObject({}),
  bind: () => ({
    inputs: 'score',
    scope: 'instrument',
    needsPosition: false,
    levels: null,
    kernel: () => ({
      advance([score], intents, begin, end) {
        for (let i = begin; i < end; i++) intents[i] = score![i]!
      },
    }),
  }),
}

const registries = withPlugins(builtInRegistries, { features: { listed }, decisions: { 'as-is': asIs } })

function copyOf({ trades, dailyEquity, dailyReturns, ...rest }: TrialOutcome, market: Market): Played {
  const listOf = Array.from({ length: trades.count }, (_, n): Trade => {
    const units = trades.quantity[n]! * market.bars[trades.instrument[n]!]!.instrument.multiplier
    return {
      instrument: trades.instrument[n]!,
      side: trades.side[n]!,
      entryBar: trades.entryBar[n]!,
      exitBar: trades.exitBar[n]!,
      reason: EXIT_REASONS[trades.reason[n]!]!,
      entryPrice: trades.entryNotional[n]! / units,
      exitPrice: (trades.notional[n]! - trades.entryNotional[n]!) / units,
      quantity: trades.quantity[n]!,
      netPnl: trades.netPnl[n]!,
      fees: trades.fees[n]!,
      slippage: trades.slippage[n]!,
      entryTime: trades.entryTime[n]!,
      exitTime: trades.exitTime[n]!,
    }
  })
  return { ...rest, trades: listOf, dailyEquity: [...dailyEquity], dailyReturns: [...dailyReturns] }
}
