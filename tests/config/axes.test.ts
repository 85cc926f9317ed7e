import { describe, expect, it } from 'vitest'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import type { Axis } from '../../src/domain/axis.ts'

const strategy = {
  features: { fast: { type: 'sma', period: 5 }, trend: { type: 'macd' } },
  model: { type: 'linear', inputs: ['fast', 'close'], weights: [1, -1] },
  decision: { type: 'threshold', sides: 'long' },
  risk: { rules: { stop: { type: 'stop-loss', distance: 0.1 } } },
}

const axesOf = (space: Record<string, unknown>, more: object = {}): readonly Axis[] =>
  parseConfigTree({
    name: 'x',
    data: { dataset: 'd', instruments: ['A'], interval: '1d' },
    strategy,
    sweep: { space },
    ...more,
  }).sweep!.axes

const planes = (space: Record<string, unknown>, more: object = {}) =>
  Object.fromEntries(axesOf(space, more).map(({ name, plane }) => [name, plane]))

describe('axes', () => {
  it('stand in the plane of what they change', () => {
    expect(
      planes({
        cash: { at: 'account.initialCash', values: [1, 2] },
        stop: { at: 'strategy.risk.rules.stop.distance', values: [0.1] },
        late: { at: 'strategy.execution.latency', values: { no: { type: 'none' } } },
        period: { at: 'strategy.features.fast.period', values: [1] },
        weight: { at: 'strategy.model.weights.0', values: [1, 2] },
        level: { at: 'strategy.decision.enterLong', values: [0] },
      }),
    ).toEqual({
      cash: 'account',
      stop: 'account',
      late: 'account',
      period: 'signal',
      weight: 'signal',
      level: 'signal',
    })
  })

  it('of a named strategy stand where its parameters are used', () => {
    const more = { strategy: { name: 'sma-cross', params: { slow: 50 }, risk: strategy.risk } }
    const fast = { at: 'strategy.params.fast', values: [5, 10] }
    expect(planes({ fast, stop: { at: 'strategy.risk.rules.stop.distance', values: [0.1, 0.2] } }, more)).toEqual({
      fast: 'signal',
      stop: 'account',
    })
  })

  it('may point at what only a default holds, at a type, and at a parameter that is not set', () => {
    const axes = axesOf({
      fee: { at: 'strategy.execution.fees.takerBps', values: [1, 5] },
      kind: { at: 'strategy.features.fast.type', values: ['sma', 'ema'] },
      exit: { at: 'strategy.decision.exitLong', values: [-1, 0] },
      again: { at: 'strategy.risk.reentry', values: ['onChange', { label: 'later', value: { afterBars: 3 } }] },
    })
    expect(axes.map(({ kind, values }) => [kind, values.length])).toEqual([
      ['number', 2],
      ['text', 2],
      ['number', 2],
      ['text', 2],
    ])
  })

  it.each<[string, object, string]>([
    [
      'a type that there is not',
      { at: 'strategy.features.fast.type', values: ['sma', 'smaa'] },
      'a has the value "smaa", which does not fit: strategy.features.fast.type is "smaa", no feature',
    ],
    [
      'an input that there is not',
      { at: 'strategy.features.fast.input', values: ['close', 'fastt'] },
      'a has the value "fastt", which does not fit: strategy.features.fast.input is "fastt", which is neither a bar column nor a feature',
    ],
    [
      'an input that would be a cycle',
      { at: 'strategy.features.fast.input', values: ['close', 'fast'] },
      'fast reads fast',
    ],
    [
      'a subtree with an unknown key',
      { at: 'strategy.risk.rules', values: { none: {}, bad: { stop: { type: 'stop-loss', distnce: 1 } } } },
      'a has the value "bad", which does not fit: strategy.risk.rules.stop.distance is missing',
    ],
    [
      'a decision without its score',
      { at: 'strategy.decision', values: { a: { type: 'columns', enter: 'fst', exit: 'close' } } },
      'strategy.decision.enter is "fst"',
    ],
    [
      'a value of another type',
      { at: 'account.initialCash', values: ['much'] },
      'account.initialCash is "much", must be a number',
    ],
    [
      'a leverage',
      { at: 'account.maxLeverage', values: [1, 2] },
      'a has the value 2, which does not fit: account.maxLeverage is 2, must be 1',
    ],
    [
      'a level against the other',
      { at: 'strategy.decision.exitLong', values: [1] },
      'strategy.decision.exitLong is 1, must not be above enterLong (0)',
    ],
  ])('refuse %s', (_what, axis, message) => {
    expect(() => axesOf({ a: axis })).toThrow(message)
  })

  it('leave a rule over two swept parameters to the trial', () => {
    const levels = {
      enter: { at: 'strategy.decision.enterLong', values: [0, 1] },
      exit: { at: 'strategy.decision.exitLong', values: [-1, 0.5] },
    }
    expect(axesOf(levels)).toHaveLength(2)
    const wrong = { ...levels, exit: { at: 'strategy.decision.exitLong', values: ['low'] } }
    expect(() => axesOf(wrong)).toThrow('strategy.decision.exitLong is "low", must be a number')
  })

  it('must not lie inside one another', () => {
    const space = {
      rules: { at: 'strategy.risk.rules', values: { none: {} } },
      stop: { at: 'strategy.risk.rules.stop.distance', values: [0.1] },
    }
    expect(() => axesOf(space)).toThrow('sweep.space.stop.at overlaps with what axis "rules" replaces')
  })
})
