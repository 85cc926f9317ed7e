import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import { pathOf, withNode } from '../../src/config/tree.ts'
import { trialConfig, trialSource } from '../../src/config/trials.ts'
import { createPlan } from '../../src/search/plan.ts'
import { parsed } from './sample-config.ts'

const data = { dataset: 'd', instruments: ['A'], interval: '1d' }
const written = {
  name: 'x',
  seed: 3,
  data,
  strategy: {
    features: { fast: { type: 'sma', period: 5 }, slow: { type: 'sma', period: 50 } },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold', sides: 'both' },
    risk: { rules: { stop: { type: 'stop-loss', distance: 0.1 } } },
  },
}
const space = {
  fast: { at: 'strategy.features.fast.period', values: [3, 5, 8] },
  kind: { at: 'strategy.features.fast.type', values: ['sma', 'ema'] },
  level: { at: 'strategy.decision.enterLong', values: [0, 1, 2] },
  exits: {
    at: 'strategy.risk.rules',
    values: {
      none: {},
      target: { target: { type: 'take-profit', distance: 0.2 }, stop: { type: 'stop-loss', distance: 0.1 } },
    },
  },
  fee: { at: 'strategy.execution.fees.takerBps', values: [0, 5] },
  again: { at: 'strategy.risk.reentry', values: ['onChange', { label: 'later', value: { afterBars: 3 } }] },
  cash: { at: 'account.initialCash', values: [1_000, 2_000] },
}

describe('a trial', () => {
  const config = parseConfigTree({ ...written, sweep: { space } })
  const { axes } = createPlan(config.sweep!, config.seed)

  it('is the config as if its values stood in the file', () => {
    const source = trialSource(config, axes)
    fc.assert(
      fc.property(fc.tuple(...axes.map(({ values }) => fc.nat({ max: values.length - 1 }))), (ordinals) => {
        const tree = axes.reduce<unknown>((edited, { at, values }, i) => {
          // Fees are left out in the file: a value in them stands beside the default's other parameters.
          const fees = { type: 'maker-taker', makerBps: 0 }
          const base = at.includes('fees') ? withNode(edited, ['strategy', 'execution', 'fees'], fees) : edited
          return withNode(base, pathOf(at), values[ordinals[i]!]!.value)
        }, written)
        const { strategy, account, seed } = parseConfigTree(tree)
        expect(source.spec(ordinals)).toEqual({ strategy, account, seed })
      }),
      { numRuns: 200 },
    )
  })

  it('lets defaults follow the value that they depend on', () => {
    const { axes: levels } = parseConfigTree({ ...written, sweep: { space: { level: space.level } } }).sweep!
    const { decision } = trialConfig(config, levels, [2]).strategy
    expect(decision).toMatchObject({ enterLong: 2, exitLong: 2, enterShort: -2, exitShort: -2 })
  })

  it('shares what no axis changes with the config', () => {
    const { strategy } = trialSource(config, axes).spec(new Int32Array(axes.length))
    expect(strategy.model).toBe(config.strategy.model)
    expect(strategy.features.slow).toBe(config.strategy.features.slow)
  })

  it('parses a plug-in once for each of its own values', () => {
    const source = trialSource(config, axes)
    const at = axes.findIndex(({ name }) => name === 'cash')
    const first = source.spec(axes.map(() => 0))
    const second = source.spec(axes.map((_, i) => (i === at ? 1 : 0)))
    expect(second.account.initialCash).toBe(2_000)
    expect(second.strategy.features.fast).toBe(first.strategy.features.fast)
  })

  it('survives the way to a worker as JSON', () => {
    const there = JSON.parse(JSON.stringify(config)) as typeof config
    const ordinals = axes.map(({ values }) => values.length - 1)
    expect(trialConfig(there, axes, ordinals)).toEqual(trialConfig(config, axes, ordinals))
  })

  it('of values that do not go together is refused by name, and has an identity', () => {
    const pair = {
      enter: { at: 'strategy.decision.enterLong', values: [0, 1] },
      exit: { at: 'strategy.decision.exitLong', values: [-1, 0.5] },
    }
    const swept = parseConfigTree({ ...written, sweep: { space: pair } })
    const source = trialSource(swept, swept.sweep!.axes)
    expect(source.spec([1, 1]).strategy.decision).toMatchObject({ enterLong: 1, exitLong: 0.5 })
    expect(() => source.spec([0, 1])).toThrow('x: strategy.decision.exitLong is 0.5, must not be above enterLong (0)')
    expect(source.changes([0, 1])).toBe('{"strategy.decision":{"invalid":[["enterLong",0],["exitLong",0.5]]}}')
  })

  it('of the sample has the values of its place in the plan', () => {
    const sample = parsed()
    const plan = createPlan(sample.sweep!, sample.seed)
    const ordinals = new Int32Array(3)
    plan.decode(plan.count - 1, ordinals)
    const { strategy } = trialConfig(sample, plan.axes, ordinals)
    expect([
      strategy.features.fast!.period,
      strategy.features.slow!.period,
      strategy.risk.rules.stop!.distance,
    ]).toEqual([100, 300, 0.1])
  })
})

describe('a trial of a named strategy', () => {
  const named = {
    name: 'x',
    data,
    strategy: {
      name: 'sma-cross',
      params: { slow: 60 },
      risk: { rules: { stop: { type: 'stop-loss', distance: 0.1 } } },
    },
    sweep: {
      space: {
        fast: { at: 'strategy.params.fast', values: [5, 10, 70] },
        stop: { at: 'strategy.risk.rules.stop.distance', values: [0.1, 0.2] },
        slip: {
          at: 'strategy.execution.slippage',
          values: { none: { type: 'none' }, one: { type: 'fixed-bps', bps: 1 } },
        },
      },
    },
  }

  it('is the strategy of its parameters, with the other values in place', () => {
    const { sweep: _sweep, ...plain } = named
    const config = parseConfigTree({
      ...named,
      sweep: { space: { ...named.sweep.space, fast: { at: 'strategy.params.fast', values: [5, 10] } } },
    })
    const source = trialSource(config, config.sweep!.axes)
    const expected = parseConfigTree({
      ...plain,
      strategy: {
        ...plain.strategy,
        params: { fast: 10, slow: 60 },
        risk: { rules: { stop: { type: 'stop-loss', distance: 0.2 } } },
        execution: { slippage: { type: 'fixed-bps', bps: 1 } },
      },
    })
    expect(source.spec([1, 1, 1]).strategy).toEqual(expected.strategy)
    expect(source.spec([0, 0, 0]).strategy.features.fast!.period).toBe(5)
  })

  it('refuses parameters against its rule when one axis alone breaks it', () => {
    expect(() => parseConfigTree(named)).toThrow(
      'sweep.space.fast has the value 70, which does not fit: strategy.params.fast is 70, must be below slow',
    )
  })
})
