import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObservedBar, ObservedFill, ObservedOrder } from '../../src/engine/observe.ts'
import { bitsOf, firstDifference } from './outcome-bits.ts'
import { caseOf, randomPipeline } from './random-pipeline.ts'
import { farmOf } from './three-modes.ts'

describe('an observed run', () => {
  test('ends with the bits of the run that nobody observes, and its records add up to them', () => {
    let [fills, orders, ruined] = [0, 0, 0]
    const property = fc.property(randomPipeline, (draw) => {
      const { market, spec } = caseOf(draw)
      const farm = farmOf(market, spec)
      const plain = bitsOf(farm.run())
      const seen = { fills: 0, orders: 0, rejected: 0, fees: 0, slippage: 0, bars: 0, equity: 0, deepest: 0 }
      const held = new Map<string, number>()
      const outcome = farm.observe((bar) => {
        seen.bars++
        seen.fills += bar.fills.length
        seen.orders += bar.orders.length
        seen.rejected += bar.rejectedOrders
        for (const fill of bar.fills) {
          seen.fees += fill.fee
          seen.slippage += fill.slippage
        }
        // Each fill belongs to the instrument that it names: positions are the sums of their fills.
        for (const { instrument, side, quantity } of bar.fills)
          held.set(instrument, (held.get(instrument) ?? 0) + (side === 'buy' ? quantity : -quantity))
        if (bar.fills.length > 0 && !bar.ruined) {
          for (const { instrument, position } of bar.instruments()) {
            const sum = held.get(instrument) ?? 0
            expect(Math.abs(position - sum)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(position)) * (1 + seen.fills))
            held.set(instrument, position)
          }
        }
        seen.equity = bar.equity
        seen.deepest = Math.max(seen.deepest, bar.drawdown)
      })
      const observed = bitsOf(outcome)
      expect(firstDifference(plain, observed)).toBeUndefined()
      expect(seen.fills).toBe(plain.fills)
      expect(seen.orders).toBe(plain.orders)
      expect(seen.rejected).toBe(plain.rejectedOrders)
      expect(seen.fees).toBeCloseTo(plain.fees as number, 6)
      if (plain.status === 'ok') {
        expect(seen.bars).toBe(plain.bars)
        expect(seen.equity).toBe(outcome.dailyEquity.at(-1))
        expect(seen.deepest).toBeCloseTo(plain.maxDrawdownBars as number, 12)
      } else ruined++
      fills += seen.fills
      orders += seen.orders
      // Observing leaves nothing behind.
      expect(firstDifference(plain, bitsOf(farm.run()))).toBeUndefined()
    })
    fc.assert(property, { numRuns: 120, seed: 7 })
    expect(Math.min(fills, orders, ruined)).toBeGreaterThan(0)
  })

  test('tells each stage of the bar on which it happens', () => {
    const draw = fc.sample(randomPipeline, { numRuns: 1, seed: 3 })[0]!
    const market = { ...draw.market, bars: 60, before: 0, skips: 0, intervalMs: 3_600_000 }
    const instrument = { sigma: 0.01, drift: 0, tick: 0, gaps: 0, volume: null, missing: 0, lotSize: 0, multiplier: 1 }
    const base = caseOf({ ...draw, market: { ...market, instruments: [instrument] } })
    const spec = {
      account: { currency: 'USD', initialCash: 10_000, maxLeverage: 1, funding: null },
      strategy: {
        features: {
          fast: { type: 'sma', input: 'close', period: 2 },
          slow: { type: 'sma', input: 'close', period: 5 },
        },
        model: { type: 'difference', inputs: ['fast', 'slow'] },
        decision: { type: 'threshold', sides: 'long', enterLong: 0, exitLong: 0 },
        risk: {
          sizer: { type: 'fraction-of-equity', fraction: 0.5, sizeAt: 'fill' },
          rules: { stop: { type: 'stop-loss', distance: 0.01 } },
          reentry: 'onChange',
          resize: 'onChange',
        },
        execution: {
          policy: { type: 'market' },
          router: { type: 'single-venue' },
          slippage: { type: 'fixed-bps', bps: 10 },
          matching: { type: 'bar', path: 'stop-first', limitFill: 'touch', maxParticipation: 1, fillAt: 'nextOpen' },
          fees: { type: 'maker-taker', makerBps: 0, takerBps: 5 },
          latency: { type: 'none' },
        },
      },
    } as const
    const { open, close } = base.market.bars[0]!
    const mean = (from: number, n: number) => close.subarray(from - n + 1, from + 1).reduce((a, b) => a + b, 0) / n
    const bars: (ObservedBar & { instrument: ReturnType<ObservedBar['instruments']>[number] })[] = []
    farmOf(base.market, spec).observe((bar) => bars.push({ ...bar, instrument: bar.instruments()[0]! }))
    expect(bars.length).toBe(base.market.t.length)
    const orders: [number, ObservedOrder][] = bars.flatMap((bar) =>
      bar.orders.map((it) => [bar.bar, it] as const),
    ) as never
    const fills: [number, ObservedFill][] = bars.flatMap((bar) =>
      bar.fills.map((it) => [bar.bar, it] as const),
    ) as never
    expect(orders.length).toBeGreaterThan(4)
    expect(new Set(fills.map(([, fill]) => fill.reason))).toEqual(new Set(['signal', 'stop-loss']))
    for (const { bar, instrument } of bars) {
      const { features, score, intent } = instrument
      if (bar < 4) {
        expect([features.slow, score, intent]).toEqual([Number.NaN, Number.NaN, 0])
        continue
      }
      expect(features.fast).toBeCloseTo(mean(bar, 2), 9)
      expect(score).toBeCloseTo(mean(bar, 2) - mean(bar, 5), 9)
      expect(intent).toBe(score! > 0 ? 1 : 0)
    }
    for (const [bar, order] of orders) {
      if (order.type === 'protective') {
        expect(order).toMatchObject({ reason: 'stop-loss', activeBar: bar, value: 0 })
        expect(bars[bar]!.instrument.target).toEqual({ kind: 'quantity', value: 0 })
        continue
      }
      expect(order.activeBar).toBe(bar + 1)
      const wanted =
        bars[bar]!.instrument.intent === 1 ? { kind: 'fraction', value: 0.5 } : { kind: 'quantity', value: 0 }
      expect(order).toMatchObject(wanted)
      expect(bars[bar]!.instrument.target).toEqual(wanted)
    }
    for (const [bar, fill] of fills) {
      expect(bars[bar]!.instrument.position).toBe(bars[bar]!.fills.at(-1)!.position)
      expect(fill.fee).toBeCloseTo(fill.quantity * fill.price * 0.0005, 9)
      expect(fill.price).toBeCloseTo(fill.reference * (fill.side === 'buy' ? 1.001 : 0.999), 9)
      if (fill.side === 'buy') expect(fill.reference).toBe(open[bar])
    }
  })
})
