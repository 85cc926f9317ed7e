/**
 * Hashes of whole trials. A golden file only detects change: it says nothing about what is right (the scenarios and the second computation
 * do). When a change is meant, write them anew with UPDATE_GOLDEN=1 and say in the commit why the numbers moved.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { builtInRegistries } from '../../src/config/registries.ts'
import { contentHash } from '../../src/core/hash.ts'
import { dayEnds } from '../../src/data/day-ends.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import type { Market } from '../../src/domain/market.ts'
import type { AccountSpec, ExecutionSpec, PluginSpec, StrategySpec } from '../../src/domain/strategy-spec.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { valuesOf } from '../reporting/values-of.ts'
import { bitsOf } from './outcome-bits.ts'

const MINUTE = 60_000

function marketOf(names: readonly string[]): Market {
  const options = { bars: 20_000, seed: 42, sigma: 0.002, startMs: Date.UTC(2024, 0, 1, 9), intervalMs: 5 * MINUTE }
  const series = names.map((name) => syntheticBars({ ...options, name }))
  const { t } = series[0]!
  return {
    bars: series.map((bars, k) => ({
      ...bars,
      instrument: { symbol: names[k]!, currency: 'USD', tickSize: 0, lotSize: 0, multiplier: 1 },
      present: null,
    })),
    t,
    intervalMs: options.intervalMs,
    first: 500,
    calendar: '24x7',
    periodsPerYear: 365,
    dayEnds: dayEnds(t, options.intervalMs, 500, '24x7'),
    hash: `golden ${names.join(' ')}`,
  }
}

interface Changes {
  readonly features?: Readonly<Record<string, PluginSpec>>
  readonly model?: PluginSpec
  readonly decision?: PluginSpec
  readonly sizer?: PluginSpec
  readonly rules?: Readonly<Record<string, PluginSpec>>
  readonly execution?: Partial<ExecutionSpec>
  readonly account?: Partial<AccountSpec>
  readonly resize?: StrategySpec['risk']['resize']
  readonly reentry?: StrategySpec['risk']['reentry']
  readonly instruments?: readonly string[]
}

const TRIALS: Readonly<Record<string, Changes>> = {
  'sma cross, long, all in': {},
  'sma cross, both sides, stop, target, trailing and time stop': {
    decision: { type: 'threshold', sides: 'both', enterLong: 0.05, exitLong: 0 },
    rules: {
      stop: { type: 'stop-loss', distance: 0.02 },
      target: { type: 'take-profit', distance: 0.03 },
      trail: { type: 'trailing-stop', distance: 0.015 },
      time: { type: 'time-stop', bars: 400 },
    },
    reentry: { afterBars: 12 },
  },
  'rsi crossover, volatility sizing, latency and participation': {
    features: { rsi: { type: 'rsi', period: 14 }, range: { type: 'atr', period: 50 } },
    model: { type: 'pass-through', input: 'rsi' },
    decision: { type: 'crossover', level: 50, sides: 'both' },
    sizer: { type: 'atr-risk', atr: 'range', risk: 0.02, multiple: 3 },
    execution: { latency: { type: 'fixed-bars', bars: 3 }, matching: { type: 'bar', maxParticipation: 0.001 } },
  },
  'linear score, fixed notional, band, at the close, with funding and a halt': {
    features: { z: { type: 'z-score', period: 200 }, change: { type: 'roc', period: 50 } },
    model: { type: 'linear', inputs: ['z', 'change'], weights: [-1, 10] },
    decision: { type: 'threshold', sides: 'both', enterLong: 1, exitLong: -0.5, onMissing: 'flat' },
    sizer: { type: 'fixed-notional', notional: 40_000 },
    resize: { band: 0.05 },
    rules: { halt: { type: 'max-drawdown-halt', drawdown: 0.35 } },
    execution: { matching: { type: 'bar', fillAt: 'sameClose' } },
    account: { funding: { rate: 0.0001, everyHours: 8 } },
  },
  'three instruments with one account': {
    instruments: ['A', 'B', 'C'],
    sizer: { type: 'fraction-of-equity', fraction: 0.4 },
    rules: { trail: { type: 'trailing-stop', distance: 0.02 } },
    reentry: 'immediate',
  },
}

function specOf(changes: Changes): { strategy: StrategySpec; account: AccountSpec } {
  return {
    account: { currency: 'USD', initialCash: 100_000, maxLeverage: 1, funding: null, ...changes.account },
    strategy: {
      features: changes.features ?? { fast: { type: 'sma', period: 20 }, slow: { type: 'ema', period: 90 } },
      model: changes.model ?? { type: 'difference', inputs: ['fast', 'slow'] },
      decision: changes.decision ?? { type: 'threshold' },
      risk: {
        sizer: changes.sizer ?? { type: 'fraction-of-equity' },
        rules: changes.rules ?? {},
        reentry: changes.reentry ?? 'onChange',
        resize: changes.resize ?? 'onChange',
      },
      execution: {
        policy: { type: 'market' },
        router: { type: 'single-venue' },
        slippage: { type: 'fixed-bps', bps: 1 },
        matching: { type: 'bar' },
        fees: { type: 'maker-taker', makerBps: 1, takerBps: 2 },
        latency: { type: 'none' },
        ...changes.execution,
      },
    },
  }
}

/** The hash of everything a trial leaves, and a few numbers that make a difference readable. */
function resultOf(changes: Changes): Record<string, unknown> {
  const market = marketOf(changes.instruments ?? ['A'])
  const farm = new LocalFarm(market, () => specOf(changes), builtInRegistries, { columns: 16 })
  const outcome = farm.run()
  const metrics = valuesOf(outcome, metricContext())
  const { sharpe, totalReturn, maxDrawdown, trades, fills } = metrics
  return { hash: contentHash({ outcome: bitsOf(outcome), metrics }), sharpe, totalReturn, maxDrawdown, trades, fills }
}

const file = new URL('../golden/trials.json', import.meta.url)
const golden = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, unknown>
const update = process.env.UPDATE_GOLDEN === '1'

describe('trials give the bits they gave before', () => {
  test.each(Object.entries(TRIALS))('%s', (name, changes) => {
    const result = resultOf(changes)
    expect(result.trades, 'a trial that trades').toBeGreaterThan(10)
    if (update) {
      golden[name] = result
      writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`)
    }
    expect(result).toEqual(golden[name])
  })

  test('and no others are on file', () => {
    expect(Object.keys(golden)).toEqual(Object.keys(TRIALS))
  })
})
