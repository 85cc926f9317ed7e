import { describe, expect, it } from 'vitest'
import { type PlanSurroundings, planIdentity } from '../../src/config/plan-identity.ts'
import type { RunConfig } from '../../src/domain/run-spec.ts'
import { createPlan } from '../../src/search/plan.ts'
import { parsed } from './sample-config.ts'

const around: PlanSurroundings = {
  engineHash: 'e',
  datasetHash: 'd',
  calendar: 'exchange',
  periodsPerYear: 252,
  declaresStream: false,
}
const identity = (config: RunConfig, changed: Partial<PlanSurroundings> = {}) =>
  planIdentity(config, { ...around, ...changed })

/** Ids of all trials by their values. */
function ids(config: RunConfig): Map<string, string> {
  const plan = createPlan(config.sweep!, config.seed)
  const { trialId } = identity(config)
  const ordinals = new Int32Array(plan.axes.length)
  const found = new Map<string, string>()
  for (let index = 0; index < plan.count; index++) {
    plan.decode(index, ordinals)
    found.set(
      plan.axes
        .map(({ at, values }, i) => `${at}=${values[ordinals[i]!]!.cell}`)
        .sort()
        .join(),
      trialId(ordinals),
    )
  }
  return found
}

const sample = parsed()

describe('trial ids', () => {
  const all = ids(sample)

  it('are 32 hex digits, one for each trial', () => {
    expect(all.size).toBe(2_805)
    expect(new Set(all.values()).size).toBe(2_805)
    for (const id of all.values()) expect(id).toMatch(/^[0-9a-f]{32}$/)
  })

  it('are kept by a wider grid, another order of axes and other names', () => {
    const wider = parsed(
      ['    fast: { at: strategy.features.fast.period, from: 5, to: 100, step: 5 }\n', ''],
      [
        '    stop: { at',
        '    quick: { at: strategy.features.fast.period, from: 5, to: 110, step: 5 }\n    protection: { at',
      ],
      ['[fast < slow]', '[quick < slow]'],
      ['name: sp500-sma-cross', 'name: other'],
      ['by: sharpe', 'by: sortino'],
      ['details: 5', 'details: 50'],
      ['period: 20', 'period: 30'],
      ['distance: 0.05', 'distance: 0.5'],
    )
    const found = ids(wider)
    expect(found.size).toBeGreaterThan(2_805)
    for (const [values, id] of all) expect(found.get(values)).toBe(id)
  })

  it.each<[string, readonly (readonly [string, string])[]]>([
    ['a cost', [['bps: 1 }', 'bps: 2 }']]],
    ['the capital', [['initialCash: 100000', 'initialCash: 100001']]],
    ['the window', [['from: 2000-01-01', 'from: 2000-01-02']]],
    ['the gap policy', [['missing: leave-out', 'missing: fill']]],
    ['an instrument', [['instruments: [SPX]', 'instruments: [SPY]']]],
    ['a part that no axis changes', [['sides: long', 'sides: both']]],
    ['another parameter of a swept plug-in', [['input: close, period: 20', 'input: open, period: 20']]],
  ])('change with %s', (_what, edits) => {
    const found = new Set(ids(parsed(...edits)).values())
    for (const id of all.values()) expect(found.has(id)).toBe(false)
  })

  it('change with the engine, the data and the calendar; with the seed only when a stream is declared', () => {
    const id = (config: RunConfig, changed: Partial<PlanSurroundings> = {}) =>
      identity(config, changed).trialId([0, 0, 0])
    const base = id(sample)
    expect(id(sample, { engineHash: 'f' })).not.toBe(base)
    expect(id(sample, { datasetHash: 'f' })).not.toBe(base)
    expect(id(sample, { calendar: '24x7' })).not.toBe(base)
    expect(id(sample, { periodsPerYear: 365 })).not.toBe(base)
    const reseeded = parsed(['seed: 42', 'seed: 43'])
    expect(id(reseeded)).toBe(base)
    expect(id(reseeded, { declaresStream: true })).not.toBe(id(sample, { declaresStream: true }))
  })

  it('tell orders of risk rules apart, in the config and on an axis', () => {
    const rules = (first: string, second: string) =>
      parsed(['      stop: { type: stop-loss, distance: 0.05 }', `      ${first}\n      ${second}`])
    const [stop, time] = ['stop: { type: stop-loss, distance: 0.05 }', 'time: { type: time-stop, bars: 5 }']
    expect(identity(rules(stop, time)).prefixHash).not.toBe(identity(rules(time, stop)).prefixHash)
    const axis = (first: string, second: string) =>
      parsed([
        '{ at: strategy.risk.rules.stop.distance, values: [0.02, 0.05, 0.1] }',
        `{ at: strategy.risk.rules, values: { both: { ${first}, ${second} } } }`,
      ])
    expect(identity(axis(stop, time)).trialId([0, 0, 0])).not.toBe(identity(axis(time, stop)).trialId([0, 0, 0]))
  })

  it('follow a default: written or not, it is the same trial', () => {
    const written = parsed(['sides: long, enterLong: 0, exitLong: 0', 'sides: long, enterLong: 0'])
    expect([...ids(written)]).toEqual([...all])
    // An exit that follows a swept entry differs from an exit that was written down.
    const axis: readonly [string, string] = [
      '    stop: { at: strategy.risk.rules.stop.distance, values: [0.02, 0.05, 0.1] }',
      '    level: { at: strategy.decision.enterLong, values: [0, 1] }',
    ]
    const follows = parsed(axis, ['sides: long, enterLong: 0, exitLong: 0', 'sides: long'])
    const fixed = parsed(axis)
    expect(identity(follows).trialId([0, 0, 0])).toBe(identity(fixed).trialId([0, 0, 0]))
    expect(identity(follows).trialId([0, 0, 1])).not.toBe(identity(fixed).trialId([0, 0, 1]))
  })
})

describe('the plan hash', () => {
  const hash = (...edits: readonly (readonly [string, string])[]) => identity(parsed(...edits)).planHash

  it('stands for data, strategy, account, sweep, seed and engine', () => {
    const base = hash()
    expect(base).toMatch(/^[0-9a-f]{64}$/)
    const changes: readonly (readonly [string, string])[] = [
      ['seed: 42', 'seed: 43'],
      ['dataset: sp500-daily', 'dataset: other'],
      ['to: 100', 'to: 95'],
      ['values: [0.02, 0.05, 0.1]', 'values: [0.1, 0.05, 0.02]'],
      ['[fast < slow]', '[fast <= slow]'],
      ['    stop: { at', '    protection: { at'],
      ['{ type: grid }', '{ type: grid, sample: 10 }'],
      ['takerBps: 5', 'takerBps: 6'],
      ['initialCash: 100000', 'initialCash: 5'],
    ]
    const others = changes.map((edit) => hash(edit))
    expect(new Set([base, ...others]).size).toBe(changes.length + 1)
    expect(identity(sample, { engineHash: 'f' }).planHash).not.toBe(base)
  })

  it('knows what the signals are, not where their file lies', () => {
    const at = (signals: string | null) => ({ ...sample, data: { ...sample.data, signals } })
    expect(identity(at('a.csv')).planHash).toBe(identity(at('b/c.csv')).planHash)
    expect(identity(at('a.csv'), { datasetHash: 'other' }).planHash).not.toBe(identity(at('a.csv')).planHash)
  })

  it('knows neither name nor ranking nor outputs', () => {
    expect(
      hash(
        ['name: sp500-sma-cross', 'name: other'],
        ['top: 20', 'top: 5'],
        ['returns: all', 'returns: none'],
        ['details: 5', 'details: 1'],
      ),
    ).toBe(hash())
  })

  it('is the same after the way through JSON', () => {
    expect(identity(JSON.parse(JSON.stringify(sample)) as RunConfig).planHash).toBe(hash())
  })

  it('exists for a plain backtest', () => {
    const plain: RunConfig = { ...sample, sweep: null }
    expect(identity(plain).planHash).not.toBe(hash())
    expect(identity(plain).trialId([])).toMatch(/^[0-9a-f]{32}$/)
  })
})
