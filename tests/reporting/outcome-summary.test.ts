/** The fused kernels against second, naive computations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeMetrics } from '../../src/reporting/compute-metrics.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { OutcomeSummary } from '../../src/reporting/outcome-summary.ts'
import { type PlainTrade, plainOutcome } from '../../src/reporting/plain-outcome.ts'
import { allMetrics, metricsNamed } from '../../src/reporting/registry.ts'
import { ReturnTail } from '../../src/reporting/return-tail.ts'
import { valuesOf } from './values-of.ts'

const TRADE: PlainTrade = {
  netPnl: 1,
  entryNotional: 100,
  fees: 0,
  slippage: 0,
  entryTime: 0,
  exitTime: 1,
  notional: 200,
}
const anyReturn = fc.oneof(fc.constantFrom(0, 0.01, -0.01), fc.double({ min: -0.2, max: 0.2, noNaN: true }))
const series = fc.array(anyReturn, { minLength: 1, maxLength: 300 })

describe('tail of returns', () => {
  it('is what a full sort gives, for any sample and share', () => {
    const tail = new ReturnTail()
    fc.assert(
      fc.property(series, fc.double({ min: 0.001, max: 1, noNaN: true }), (returns, alpha) => {
        const sorted = Float64Array.from(returns).sort()
        const n = sorted.length
        const quantile = (p: number): number => {
          const low = Math.floor(p * (n - 1))
          return sorted[low]! + (sorted[Math.min(low + 1, n - 1)]! - sorted[low]!) * (p * (n - 1) - low)
        }
        tail.update(Float64Array.from(returns), alpha)
        expect(tail.valueAtRisk).toBe(-sorted[Math.max(Math.ceil(alpha * n - 1e-9), 1) - 1]!)
        expect(tail.lowQuantile).toBeCloseTo(quantile(0.05), 14)
        expect(tail.highQuantile).toBeCloseTo(quantile(0.95), 14)
        let sum = 0
        for (let i = 0; i < n; i++) sum += Math.min(1, Math.max(0, alpha * n - i)) * sorted[i]!
        expect(tail.expectedShortfall).toBeCloseTo(-sum / (alpha * n), 12)
        expect(tail.expectedShortfall).toBeGreaterThanOrEqual(tail.valueAtRisk - 1e-15)
      }),
    )
  })

  it('survives a sample that is made to defeat the selection', () => {
    // Played backwards (McIlroy 1999): in each round two of the three candidates are the largest left, so that a round
    // takes two values off the top and nothing else.
    const n = 400
    const place = Array.from({ length: n }, (_, i) => i)
    const killer = new Float64Array(n)
    let largest = n
    for (let to = n - 1; to > 3; to -= 2) {
      const middle = to >> 1
      killer[place[middle]!] = largest--
      killer[place[0]!] = largest--
      for (const [a, b] of [
        [0, to],
        [middle, to - 1],
      ] as const)
        [place[a], place[b]] = [place[b]!, place[a]!]
    }
    for (let i = 0; i < n; i++) if (killer[i] === 0) killer[i] = largest--
    expect(new Set(killer).size).toBe(n)
    const tail = new ReturnTail()
    tail.update(killer, 0.05)
    expect(tail.valueAtRisk).toBe(-killer.slice().sort()[19]!)
  })
})

describe('equity curve', () => {
  const drawdowns = (returns: readonly number[]) => valuesOf(plainOutcome({ returns }), metricContext())

  it('measures a spell from the last day at the peak to the first one back at it', () => {
    // 110 110 110 99 110 121: flat at the peak for two days, then one day below it.
    const closes = [110, 110, 110, 99, 110, 121]
    const outcome = plainOutcome({ returns: closes.map(() => 0), initialCash: 100 })
    const values = valuesOf({ ...outcome, dailyEquity: Float64Array.from(closes) }, metricContext())
    expect(values).toMatchObject({ maxDrawdownDuration: 2, timeUnderWater: 1 / 6, maxDrawdown: 0.1 })
  })

  it('counts a first losing day, and an open spell up to the last day', () => {
    expect(drawdowns([-0.1, 0.01, 0.01])).toMatchObject({ maxDrawdownDuration: 3, timeUnderWater: 1 })
    expect(drawdowns([-0.1]).maxDrawdown).toBeCloseTo(0.1, 15)
  })

  it('does not take rounding for a drawdown', () => {
    const equity = Float64Array.of(100 * (1 - 1e-15), 100, 100 * (1 + 1e-15))
    const outcome = { ...plainOutcome({ returns: [0, 0, 0], initialCash: 100 }), dailyEquity: equity }
    expect(valuesOf(outcome, metricContext())).toMatchObject({ maxDrawdown: 0, maxDrawdownDuration: 0, calmar: null })
  })

  it('agrees with the definition taken point by point', () => {
    fc.assert(
      fc.property(series, (returns) => {
        const outcome = plainOutcome({ returns })
        const curve = [outcome.initialCash, ...outcome.dailyEquity]
        const depths = curve.map((value, i) => 1 - value / Math.max(...curve.slice(0, i + 1)))
        const under = depths.map((depth) => depth > 1e-12)
        let longest = 0
        let surface = 0
        under.forEach((below, i) => {
          if (below || under[i - 1] === true) longest = Math.max(longest, i - surface)
          if (!below) surface = i
        })
        const values = valuesOf(outcome, metricContext())
        expect(values.maxDrawdown).toBeCloseTo(Math.max(...depths, 0), 12)
        expect(values.maxDrawdownDuration).toBe(longest)
        expect(values.timeUnderWater).toBe(under.filter(Boolean).length / returns.length)
        expect(values.ulcerIndex).toBeCloseTo(Math.sqrt(depths.reduce((sum, d) => sum + d * d, 0) / returns.length), 12)
      }),
    )
  })
})

describe('trades', () => {
  it('are counted once where they overlap: the union, minute by minute', () => {
    const spell = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 40 }))
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 25 }), (spells) => {
        const trades = spells
          .map(([entryTime, length]) => ({ ...TRADE, entryTime, exitTime: entryTime + length }))
          .sort((a, b) => a.exitTime - b.exitTime)
        let covered = 0
        for (let t = 0; t < 140; t++) if (trades.some((it) => it.entryTime <= t && t < it.exitTime)) covered++
        const outcome = plainOutcome({ trades, overrides: { startTime: 0, endTime: 140 } })
        expect(valuesOf(outcome, metricContext()).exposure).toBe(covered / 140)
      }),
    )
  })

  it('have streaks that a break-even ends', () => {
    const trades = [1, 1, 0, 1, 1, 1, -1, -1, 0, -1].map((netPnl) => ({ ...TRADE, netPnl }))
    const values = valuesOf(plainOutcome({ trades }), metricContext())
    expect(values).toMatchObject({ wins: 5, losses: 3, trades: 10, maxConsecutiveWins: 3, maxConsecutiveLosses: 2 })
  })
})

describe('benchmark', () => {
  it('has the days of the trial, or it is a mistake of the caller', () => {
    const context = metricContext({ benchmarkReturns: new Float64Array(3) })
    expect(() => valuesOf(plainOutcome({ returns: [0.1, 0.2] }), context)).toThrow('same days')
    expect(valuesOf(plainOutcome({}), context).beta).toBeNull()
  })

  it('is itself: beta 1, alpha 0, no tracking error, no information ratio', () => {
    const returns = [0.01, -0.02, 0.015, 0.002]
    const context = metricContext({ benchmarkReturns: Float64Array.from(returns), rfAnnual: 0.03 })
    expect(valuesOf(plainOutcome({ returns }), context)).toMatchObject({
      beta: 1,
      alphaAnnualised: 0,
      trackingError: 0,
      informationRatio: null,
    })
  })
})

describe('context', () => {
  it('takes the risk-free rate per period from its annual one', () => {
    const { rfPerPeriod } = metricContext({ rfAnnual: 0.03, periodsPerYear: 252 })
    expect((1 + rfPerPeriod) ** 252).toBeCloseTo(1.03, 13)
    expect(metricContext().rfPerPeriod).toBe(0)
  })

  it.each([{ periodsPerYear: 0 }, { rfAnnual: -1 }, { tailAlpha: 0 }, { minTrlConfidence: 1 }, { loMaxLag: 1.5 }])(
    'refuses %j',
    (overrides) => {
      expect(() => metricContext(overrides)).toThrow('invariant broken')
    },
  )
})

describe('computeMetrics', () => {
  it('writes into columns by offset and stride, NaN for null', () => {
    const out = new Float64Array(6).fill(-7)
    const chosen = metricsNamed(['days', 'sharpe'])
    const summary = new OutcomeSummary()
    computeMetrics(plainOutcome({ returns: [0.1] }), summary, metricContext(), chosen, out, 2, 3)
    expect([...out]).toEqual([-7, -7, 1, -7, -7, Number.NaN])
  })

  it('never leaves an infinity of a plug-in’s metric, nor a negative zero', () => {
    const out = new Float64Array(2)
    const broken = [Number.POSITIVE_INFINITY, -0].map((value) => ({ ...allMetrics[0]!, compute: () => value }))
    computeMetrics(plainOutcome({}), new OutcomeSummary(), metricContext(), broken, out)
    expect([...out]).toEqual([Number.NaN, 0])
  })
})
