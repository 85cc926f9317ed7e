/** The engine against a second computation that shares nothing with it, over synthetic bars: every metric and every trade. */
import { describe, expect, test } from 'vitest'
import { builtInRegistries } from '../../src/config/registries.ts'
import { dayEnds } from '../../src/data/day-ends.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import type { BarColumns } from '../../src/domain/dataset.ts'
import type { Market } from '../../src/domain/market.ts'
import type { StrategySpec } from '../../src/domain/strategy-spec.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { valuesOf } from '../reporting/values-of.ts'
import { type CrossRules, naiveCross } from './naive-cross.ts'

const HOUR = 3_600_000
const bars = withGaps(
  syntheticBars({ bars: 11_000, seed: 7, sigma: 0.006, startMs: Date.UTC(2022, 0, 1), intervalMs: HOUR }),
)

/** Every seventh bar taken out and the clock closed up: opens then differ from the closes before them. */
function withGaps(whole: BarColumns): BarColumns {
  const kept = (column: Float64Array) => column.filter((_, i) => i % 7 !== 3)
  const { t, open, high, low, close } = whole
  const times = t.slice(0, kept(t).length)
  return { t: times, open: kept(open), high: kept(high), low: kept(low), close: kept(close), volume: null }
}

const market: Market = {
  bars: [
    {
      ...bars,
      instrument: { symbol: 'X', currency: 'USD', tickSize: 0, lotSize: 0, multiplier: 1 },
      present: null,
    },
  ],
  t: bars.t,
  intervalMs: HOUR,
  first: 0,
  calendar: '24x7',
  periodsPerYear: 365,
  dayEnds: dayEnds(bars.t, HOUR, 0, '24x7'),
  hash: 'second computation',
}

function strategyOf({ fast, slow, slippage, takerRate, makerRate, protection, sizing }: CrossRules): StrategySpec {
  return {
    features: {
      fast: { type: 'sma', period: fast },
      slow: { type: 'sma', period: slow },
      ...(sizing && { range: { type: 'atr', period: sizing.period } }),
    },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold' },
    risk: {
      sizer: sizing
        ? { type: 'atr-risk', atr: 'range', risk: sizing.risk, multiple: sizing.multiple }
        : { type: 'fraction-of-equity' },
      rules: protection
        ? {
            stop: { type: 'stop-loss', distance: protection.stop },
            target: { type: 'take-profit', distance: protection.target },
          }
        : {},
      reentry: 'onChange',
      resize: 'onChange',
    },
    execution: {
      policy: { type: 'market' },
      router: { type: 'single-venue' },
      slippage: { type: 'fixed-bps', bps: slippage * 10_000 },
      matching: { type: 'bar' },
      fees: { type: 'maker-taker', makerBps: makerRate * 10_000, takerBps: takerRate * 10_000 },
      latency: { type: 'none' },
    },
  }
}

const COSTS = { cash: 100_000, slippage: 0.0001, takerRate: 0.0005, makerRate: 0.0002 }
const context = metricContext()
/** Metrics of the mean daily return: it is a difference of nearly equal sums, so rounding counts sd/|mean| times as much. */
const OF_THE_MEAN = new Set(
  'meanReturn sharpe sharpePerPeriod sharpeLo sortino kellyContinuous minTrl psr omega'.split(' '),
)

function isNear(name: string, got: number, expected: number, condition: number): boolean {
  return Math.abs(got - expected) <= 1e-12 * (OF_THE_MEAN.has(name) ? condition : 1) * Math.abs(expected)
}

function compare(rules: CrossRules): number {
  const strategy = strategyOf(rules)
  const account = { currency: 'USD', initialCash: rules.cash, maxLeverage: 1, funding: null }
  const got = new LocalFarm(market, () => ({ strategy, account }), builtInRegistries, { columns: 8 }).run()
  const expected = naiveCross(bars, HOUR, rules)
  const { count, ...columns } = got.trades
  expect(count).toBe(expected.trades.count)
  for (const name of ['entryBar', 'exitBar', 'reason', 'side'] as const)
    expect([...columns[name].subarray(0, count)], name).toEqual([...expected.trades[name]])
  const scale = 2 * rules.cash
  for (const name of ['netPnl', 'fees', 'slippage', 'entryNotional', 'notional', 'quantity'] as const) {
    const far = expected.trades[name].findIndex((value, n) => Math.abs(columns[name][n]! - value) > 1e-12 * scale)
    expect(far, `${name} of a trade differs`).toBe(-1)
  }
  const metrics = valuesOf(got, context)
  const naive = valuesOf(expected, context)
  const condition = Math.max(1, naive.sdReturn! / Math.abs(naive.meanReturn!))
  const differences = Object.entries(naive).filter(([name, value]) => {
    const other = metrics[name]!
    return value === null || other === null ? value !== other : !isNear(name, other, value, condition)
  })
  expect(differences.map(([name, value]) => `${name}: ${metrics[name]}, expected ${value}`)).toEqual([])
  expect(Object.values(metrics).filter((value) => value !== null).length).toBeGreaterThan(50)
  return count
}

describe('a moving-average cross, all in, with fee and slippage', () => {
  test.each([
    [5, 20],
    [10, 60],
    [20, 100],
    [50, 200],
    [1, 33],
    [90, 7],
  ])('%i and %i', (fast, slow) => {
    expect(compare({ ...COSTS, fast, slow })).toBeGreaterThan(20)
  })
})

describe('with a stop of 2 %, a target of 4 % and volatility sizing', () => {
  const protection = { stop: 0.02, target: 0.04 }
  test.each([
    [5, 20],
    [20, 100],
  ])('%i and %i', (fast, slow) => {
    const sizing = { period: 14, risk: 0.01, multiple: 3 }
    expect(compare({ ...COSTS, fast, slow, protection, sizing })).toBeGreaterThan(50)
  })

  test('and buying power that caps it', () => {
    const sizing = { period: 200, risk: 0.01, multiple: 1 }
    expect(
      compare({ ...COSTS, fast: 10, slow: 40, protection: { stop: 0.005, target: 0.004 }, sizing }),
    ).toBeGreaterThan(50)
  })
})
