/** A plug-in that throws costs its own trial and no other. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withPlugins } from '../../src/config/registries.ts'
import type { DecisionDefinition } from '../../src/decision/contract.ts'
import type { Axis } from '../../src/domain/axis.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import type { FeatureDefinition } from '../../src/features/contract.ts'
import { bitsOf, firstDifference } from './outcome-bits.ts'
import { type MarketRecipe, marketOf } from './random-market.ts'
import { testRegistries } from './test-plugins.ts'

const instrument = {
  sigma: 0.01,
  drift: 0,
  tick: 0,
  gaps: 0.1,
  volume: null,
  missing: 0,
  lotSize: 0,
  multiplier: 1,
}
const recipe: MarketRecipe = {
  seed: 7,
  bars: 300,
  before: 0,
  intervalMs: 3_600_000,
  offset: 0,
  skips: 0,
  calendar: '24x7',
  instruments: [instrument, { ...instrument, multiplier: 2 }],
}
const market = marketOf(recipe)
const schema = z.strictObject({})

/** Throws on the second instrument, after the first one's intents have been written. */
const throwing: DecisionDefinition = {
  schema,
  bind: () => ({
    inputs: 'score',
    scope: 'instrument',
    needsPosition: false,
    levels: null,
    kernel: () => ({
      advance([score], intents, begin, end) {
        if (score![end - 1] === market.bars[1]!.close[end - 1]) throw new Error('no idea')
        intents.fill(-1, begin, end)
      },
    }),
  }),
}

const throwingFeature: FeatureDefinition = {
  schema,
  bind: () => ({
    inputs: ['close'],
    outputs: ['x'],
    warmup: [0],
    lookback: 0,
    kernel: () => ({
      advance() {
        throw new Error('not today')
      },
    }),
  }),
}

const registries = withPlugins(testRegistries, {
  decisions: { throwing },
  features: { 'throwing-feature': throwingFeature },
})

function farm(decisions: readonly object[], features: Record<string, { type: string }> = {}): LocalFarm {
  const values = decisions.map((value, n) => ({ cell: n, value }))
  const axes: Axis[] = [{ name: 'd', at: 'strategy.decision', plane: 'signal', kind: 'number', values }]
  return new LocalFarm(
    market,
    ([n]) => ({
      account: { currency: 'USD', initialCash: 10_000, maxLeverage: 1, funding: null },
      strategy: {
        features,
        model: { type: 'pass-through', input: 'close' },
        decision: decisions[n!] as { type: string },
        risk: {
          sizer: { type: 'fraction-of-equity', fraction: 0.5 },
          rules: {},
          reentry: 'onChange',
          resize: 'onChange',
        },
        execution: {
          policy: { type: 'market' },
          router: { type: 'single-venue' },
          slippage: { type: 'none' },
          matching: { type: 'bar' },
          fees: { type: 'maker-taker', makerBps: 0, takerBps: 0 },
          latency: { type: 'none' },
        },
      },
    }),
    registries,
    { axes, columns: 16 },
  )
}

describe('a plug-in that throws', () => {
  const good = { type: 'threshold', sides: 'long', enterLong: 100 }

  test('in a decision leaves nothing in the next trial, which has the same signals as the one before', () => {
    const some = farm([good, { type: 'throwing' }])
    const before = bitsOf(some.run(Int32Array.of(0)))
    expect(before.fills).not.toBe(0)
    expect(() => some.run(Int32Array.of(1))).toThrow('no idea')
    expect(firstDifference(before, bitsOf(some.run(Int32Array.of(0))))).toBeUndefined()
  })

  test('in a feature throws again when it is asked again, and nobody waits for its column', () => {
    const broken = { type: 'columns', enter: 'x', exit: 'x' }
    const some = farm([good, broken], { x: { type: 'throwing-feature' } })
    const before = bitsOf(some.run(Int32Array.of(0)))
    for (let again = 0; again < 3; again++) expect(() => some.run(Int32Array.of(1))).toThrow('not today')
    expect(firstDifference(before, bitsOf(some.run(Int32Array.of(0))))).toBeUndefined()
  })
})
