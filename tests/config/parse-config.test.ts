/** Bad inputs B08, B09, B10, B11, B15 and B17 of the catalogue of faults: each names file, place, path, value, rule and remedy. */
import { describe, expect, it } from 'vitest'
import { parse as parseTree } from 'yaml'
import { z } from 'zod'
import { parseConfig, parseConfigTree } from '../../src/config/parse-config.ts'
import { builtInRegistries, withPlugins } from '../../src/config/registries.ts'
import { createPlan } from '../../src/search/plan.ts'
import type { StrategyInput } from '../../src/strategies/contract.ts'
import { defineStrategy } from '../../src/strategies/define.ts'
import { edited, parsed, refusal, SAMPLE } from './sample-config.ts'

type Case = readonly [from: string, to: string, code: string, message: string]

/** `message` is a part of the error's; `code` its code. */
function refuses(cases: readonly Case[]): void {
  it.each(cases)('%s → %s', (from, to, code, message) => {
    const error = refusal(edited([from, to]))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^a\.yaml:\d+:\d+: /)
    expect(error.remedy).not.toBe('')
  })
}

/** `${CURRENCY}`, which is no template here. */
const VARIABLE = `$${'{CURRENCY}'}`
const INVALID = 'E_CONFIG_INVALID'
const SEED_RULE = 'must be a whole number from 0 to 9007199254740991, or a quoted string of at most 20 digits'

describe('the example of the design', () => {
  const config = parsed()

  it('is filled in with every default', () => {
    expect(config).toMatchObject({
      name: 'sp500-sma-cross',
      seed: 42,
      data: {
        from: Date.UTC(2000, 0, 1),
        to: Date.UTC(2020, 3, 18),
        missing: 'leave-out',
        calendar: null,
        periodsPerYear: null,
      },
      account: { currency: 'USD', initialCash: 100_000, maxLeverage: 1, funding: null },
      strategy: {
        features: { fast: { type: 'sma', input: 'close', period: 20 } },
        decision: { type: 'threshold', onMissing: 'hold' },
        risk: {
          sizer: { type: 'fraction-of-equity', fraction: 1, sizeAt: 'fill' },
          reentry: 'onChange',
          resize: 'onChange',
        },
        execution: { matching: { type: 'bar', fillAt: 'nextOpen' }, latency: { type: 'none' } },
      },
      benchmark: { type: 'buy-and-hold' },
      ranking: { by: 'sharpe', order: 'descending', top: 20 },
      output: { returns: 'all', details: 5 },
    })
  })

  it('has 2,805 trials', () => {
    expect(createPlan(config.sweep!, config.seed).count).toBe(2_805)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(config))).toEqual(config)
  })

  it('is the same from JSON text and from an object', () => {
    const tree = { ...(parseTree(SAMPLE) as object) }
    expect(parseConfig(JSON.stringify(tree), { fileName: 'a.json' })).toEqual(config)
    expect(parseConfigTree(tree)).toEqual(config)
  })
})

describe('a small config', () => {
  const small = {
    name: 'small',
    data: { dataset: 'd', instruments: ['A'], interval: '1d' },
    strategy: {
      features: { m: { type: 'sma', period: 5 } },
      model: { type: 'pass-through', input: 'm' },
      decision: { type: 'crossover' },
    },
  }

  it('needs a name, data and a strategy, and has no sweep', () => {
    expect(parseConfigTree(small)).toMatchObject({
      seed: 0,
      sweep: null,
      data: { from: null, to: null, missing: 'fail' },
      strategy: { execution: { slippage: { type: 'none' }, fees: { type: 'maker-taker', makerBps: 0, takerBps: 0 } } },
      ranking: { by: 'sharpe', order: 'descending', top: 20 },
      output: { returns: 'all', details: 0 },
    })
  })

  it('ranks the better first when the order is left out', () => {
    expect(parseConfigTree({ ...small, ranking: { by: 'maxDrawdown' } }).ranking.order).toBe('ascending')
  })

  it('takes the forms of re-entry, resizing, funding and calendar', () => {
    const risk = { reentry: { afterBars: 5 }, resize: { band: 0.1 } }
    const config = parseConfigTree({
      ...small,
      data: { ...small.data, calendar: '24x7', periodsPerYear: 365, from: '2024-01-31T12:30:00Z' },
      strategy: { ...small.strategy, risk },
      account: { funding: { rate: 0.0001, everyHours: 8 } },
    })
    expect(config.strategy.risk).toMatchObject(risk)
    expect(config.account.funding).toEqual({ rate: 0.0001, everyHours: 8 })
    expect(config.data).toMatchObject({ calendar: '24x7', periodsPerYear: 365, from: Date.UTC(2024, 0, 31, 12, 30) })
  })

  it('may do without a model only when the decision reads columns', () => {
    const { model: _model, ...rest } = small.strategy
    expect(() => parseConfigTree({ ...small, strategy: rest })).toThrow(
      'strategy.model is missing; the decision crossover reads its score',
    )
    const columns = { ...rest, decision: { type: 'columns', enter: 'm', exit: 'close' } }
    expect(parseConfigTree({ ...small, strategy: columns }).strategy.model.type).toBe('pass-through')
  })

  it('lists everything that is wrong at once', () => {
    const bad = {
      ...small,
      seed: -1,
      strategy: { ...small.strategy, features: { m: { type: 'sma', period: 0 } } },
      output: { details: 1.5 },
    }
    const error = refusal(JSON.stringify(bad), 'a.json')
    expect(error.message.split('\n').map((line) => line.split(' ')[1])).toEqual([
      'seed',
      'output.details',
      'strategy.features.m.period',
    ])
  })

  it('makes one of −0 and 0', () => {
    const config = parseConfigTree({
      ...small,
      strategy: { ...small.strategy, decision: { type: 'crossover', level: -0 } },
    })
    expect(Object.is(config.strategy.decision.level, 0)).toBe(true)
  })
})

describe('B09: a bad seed is refused by the rule', () => {
  refuses(
    ['-1', '9007199254740993', '1.5', 'abc', '"-1"', '"123456789012345678901"', 'null', '.nan', '[1]'].map(
      (seed): Case => ['seed: 42', `seed: ${seed}`, INVALID, `4:1: seed is`],
    ),
  )
  refuses([['seed: 42', 'seed: 9007199254740993', INVALID, SEED_RULE]])

  it('takes digits in quotes, and the same number in quotes as the number', () => {
    expect(parsed(['seed: 42', 'seed: "18446744073709551615"']).seed).toBe('18446744073709551615')
    expect(parsed(['seed: 42', 'seed: "0042"']).seed).toBe(42)
    expect(parsed(['seed: 42', 'seed: 9007199254740991']).seed).toBe(9007199254740991)
    expect(parsed(['seed: 42', '']).seed).toBe(0)
  })
})

describe('B10 and B11: unknown names are refused with the nearest known one', () => {
  refuses([
    ['seed: 42', 'dryrun: true', INVALID, 'a.yaml:4:1: dryrun is not a known key'],
    ['seed: 42', 'Seed: 42', INVALID, 'Seed is not a known key (did you mean "seed"?)'],
    ['period: 20', 'perid: 20', INVALID, 'strategy.features.fast.perid is not a known key (did you mean "period"?)'],
    ['  decision:', '  decisions:', INVALID, 'strategy.decisions is not a known key (did you mean "decision"?)'],
    [
      'type: sma, input: close, period: 20',
      'type: SMA, input: close, period: 20',
      INVALID,
      'strategy.features.fast.type is "SMA", no feature; there are atr | ',
    ],
    ['type: sma, input: close, period: 20', 'type: SMA, input: close, period: 20', INVALID, '(did you mean "sma"?)'],
    [
      'type: sma, input: close, period: 20',
      'type: constructor',
      INVALID,
      'strategy.features.fast.type is "constructor", no feature',
    ],
    [
      'type: sma, input: close, period: 20',
      'type: __proto__',
      INVALID,
      'strategy.features.fast.type is "__proto__", no feature',
    ],
    [
      'type: threshold',
      'type: treshold',
      INVALID,
      'strategy.decision.type is "treshold", no decision; there are columns | crossover | threshold (did you mean "threshold"?)',
    ],
    ['type: stop-loss', 'type: stoploss', INVALID, 'strategy.risk.rules.stop.type is "stoploss", no risk rule'],
    ['type: single-venue', 'type: 7', INVALID, 'strategy.execution.router.type is 7, must be a text'],
    [
      'sides: long',
      'sides: Long',
      INVALID,
      'strategy.decision.sides is "Long", must be long | short | both (did you mean "long"?)',
    ],
    ['path: stop-first', 'path: stop-frist', INVALID, '(did you mean "stop-first"?)'],
    ['by: sharpe', 'by: sharp', INVALID, 'ranking.by is "sharp", must be sharpe | sortino'],
    [
      'type: grid',
      'type: gird',
      INVALID,
      'sweep.method.type is "gird", no search method; there are grid (did you mean "grid"?)',
    ],
    [
      'inputs: [fast, slow]',
      'inputs: [fst, slow]',
      INVALID,
      'a.yaml:10:39: strategy.model.inputs.0 is "fst", which is neither a bar column nor a feature (did you mean "fast"?)',
    ],
    [
      'input: close, period: 20',
      'input: clsoe, period: 20',
      INVALID,
      'strategy.features.fast.input is "clsoe", which is neither a bar column nor a feature (did you mean "close"?)',
    ],
    [
      'slow: { type: sma, input: close',
      'slow: { type: sma, input: slow',
      INVALID,
      'strategy.features.slow reads itself: slow reads slow',
    ],
    [
      '    fast: { type: sma, input: close, period: 20 }',
      '    close: { type: sma, period: 20 }',
      INVALID,
      'strategy.features.close is the name of a bar column',
    ],
    [
      '    fast: { type: sma, input: close, period: 20 }',
      '    a.b: { type: sma, period: 20 }',
      INVALID,
      'strategy.features.a.b has a name that must begin with a letter',
    ],
    ['type: buy-and-hold', 'type: buy-hold', INVALID, 'benchmark.type is "buy-hold", must be buy-and-hold'],
    [
      'type: fraction-of-equity, fraction: 1',
      'type: atr-risk, atr: atr, risk: 0.01, multiple: 2',
      INVALID,
      'strategy.risk.sizer.atr is "atr", which is neither a bar column nor a feature',
    ],
    [
      'currency: USD',
      `currency: "${VARIABLE}"`,
      INVALID,
      `account.currency is "${VARIABLE}", but environment variables are not filled in`,
    ],
    ['currency: USD', 'constructor: USD', INVALID, 'account.constructor is a name that JavaScript keeps for itself'],
    [
      'currency: USD',
      '__proto__: { polluted: 1 }',
      INVALID,
      'account.__proto__ is a name that JavaScript keeps for itself',
    ],
    ['name: sp500-sma-cross', 'name: ../x', INVALID, 'name is "../x", must be lower-case letters'],
  ])

  it('never merges a prototype', () => {
    refusal('{"name": "x", "__proto__": {"polluted": 1}}', 'a.json')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('names a strategy that is unknown, as a StrategyError', () => {
    const call = (name: string) =>
      refusal(`name: x\ndata: { dataset: d, instruments: [A], interval: 1d }\nstrategy: { name: ${name} }`)
    expect(call('sma-cros')).toEqual({
      name: 'StrategyError',
      code: 'E_STRATEGY_UNKNOWN',
      message: 'a.yaml:3:13: strategy.name is "sma-cros", no strategy of that name (did you mean "sma-cross"?)',
      remedy: 'strategies: donchian-breakout, rsi-reversion, sma-cross; give a file of your own with --strategy',
    })
    for (const name of ['../x', 'constructor', 'https://example.org/x.ts', '__proto__'])
      expect(call(JSON.stringify(name)).code).toBe('E_STRATEGY_UNKNOWN')
  })
})

describe('B15: fees, slippage, leverage and capital have ranges', () => {
  refuses([
    ['bps: 1 }', 'bps: -1 }', INVALID, 'strategy.execution.slippage.bps is -1, must be at least 0'],
    ['bps: 1 }', 'bps: 10001 }', INVALID, 'strategy.execution.slippage.bps is 10001, must be at most 10000'],
    ['makerBps: 5', 'makerBps: -101', INVALID, 'strategy.execution.fees.makerBps is -101, must be at least -100'],
    ['takerBps: 5', 'takerBps: -1', INVALID, 'strategy.execution.fees.takerBps is -1, must be at least 0'],
    ['takerBps: 5', 'takerBps: 20000', INVALID, 'strategy.execution.fees.takerBps is 20000, must be at most 10000'],
    ['takerBps: 5', 'takerBps: .inf', INVALID, 'strategy.execution.fees.takerBps is Infinity, must be a finite number'],
    [
      'maxLeverage: 1',
      'maxLeverage: 0',
      INVALID,
      'account.maxLeverage is 0, must be 1: positions are paid for in full; margin is not supported yet',
    ],
    ['maxLeverage: 1', 'maxLeverage: 3', INVALID, 'account.maxLeverage is 3, must be 1'],
    ['initialCash: 100000', 'initialCash: 0', INVALID, 'account.initialCash is 0, must be above 0'],
    ['initialCash: 100000', 'initialCash: "100000"', INVALID, 'account.initialCash is "100000", must be a number'],
    ['distance: 0.05', 'distance: 1.5', INVALID, 'strategy.risk.rules.stop.distance is 1.5, must be below 1'],
    ['maxParticipation: 1', 'maxParticipation: 0', INVALID, 'maxParticipation is 0, must be above 0'],
    ['period: 20', 'period: 2.5', INVALID, 'strategy.features.fast.period is 2.5, must be a whole number'],
    ['period: 20', 'period: 0', INVALID, 'strategy.features.fast.period is 0, must be at least 1'],
    [
      'inputs: [fast, slow]',
      'inputs: [fast]',
      INVALID,
      'strategy.model.inputs is ["fast"], must have at least 2 entries',
    ],
    ['enterLong: 0', 'enterLong: -1', INVALID, 'strategy.decision.exitLong is 0, must not be above enterLong (-1)'],
    [
      'sizer: {',
      'reentry: { afterBars: 0.5 }\n    sizer: {',
      INVALID,
      'strategy.risk.reentry is {"afterBars":0.5}, must be onChange | immediate | { afterBars: whole number ≥ 1 }',
    ],
    [
      'sizer: {',
      'resize: sometimes\n    sizer: {',
      INVALID,
      'strategy.risk.resize is "sometimes", must be onChange | everyBar | { band: fraction in (0, 1] }',
    ],
    ['details: 5', 'details: -5', INVALID, 'output.details is -5, must be at least 0'],
    ['type: stop-loss, distance: 0.05', 'type: stop-loss', INVALID, 'strategy.risk.rules.stop.distance is missing'],
  ])
})

describe('data', () => {
  refuses([
    [
      'from: 2000-01-01',
      'from: 2000-02-30',
      INVALID,
      'data.from is "2000-02-30", names a day or time that does not exist',
    ],
    [
      'from: 2000-01-01',
      'from: 2000-01-01T10:00',
      INVALID,
      'must be a UTC date or time: 2024-01-31 or 2024-01-31T12:30:00Z',
    ],
    ['from: 2000-01-01', 'from: 2000-01-01T25:00:00Z', INVALID, 'names a day or time that does not exist'],
    ['from: 2000-01-01', 'from: 2000', INVALID, 'data.from is 2000, must be a UTC date'],
    ['from: 2000-01-01', 'from: 2021-01-01', INVALID, 'data.to is "2020-04-18", must be later than from'],
    ['interval: 1d', 'interval: 1x', INVALID, 'data.interval is "1x", must be a number and s, m, h, d or w'],
    [
      'missing: leave-out',
      'missing: leave_out',
      INVALID,
      'data.missing is "leave_out", must be fill | leave-out | fail (did you mean "leave-out"?)',
    ],
    ['instruments: [SPX]', 'instruments: []', INVALID, 'data.instruments is [], must have at least 1 entries'],
    ['instruments: [SPX]', 'instruments: [SPX, SPX]', INVALID, 'must name each instrument once'],
    ...['"=cmd()"', '<script>', '"\'; DROP"', '"１２３"', '"a\\u202Eb"', 'x'.repeat(1000), '../x'].map(
      (name): Case => ['instruments: [SPX]', `instruments: [${name}]`, INVALID, 'data.instruments.0 is '],
    ),
    ['dataset: sp500-daily', 'dataset: ../etc', INVALID, 'data.dataset is "../etc", must be letters'],
  ])
})

describe('B08: a bad grid is refused', () => {
  const stops = 'values: [0.02, 0.05, 0.1]'
  refuses([
    [stops, 'values: []', 'E_AXIS_EMPTY', 'a.yaml:30:5: sweep.space.stop has no values'],
    [stops, 'values: [0.02, 0.02]', 'E_AXIS_DUPLICATE', 'sweep.space.stop has the value 0.02 twice'],
    [
      stops,
      'values: [0.02, 1.5]',
      'E_AXIS_VALUE',
      'sweep.space.stop has the value 1.5, which does not fit: strategy.risk.rules.stop.distance is 1.5, must be below 1',
    ],
    [
      stops,
      'values: ["0.02"]',
      'E_AXIS_VALUE',
      'has the value "0.02", which does not fit: strategy.risk.rules.stop.distance is "0.02", must be a number',
    ],
    [stops, 'values: 3', INVALID, 'sweep.space.stop.values is 3, must be a list, or a map from labels to values'],
    [
      'from: 5, to: 100, step: 5',
      'from: 5, to: 100, step: 0',
      'E_AXIS_STEP',
      'sweep.space.fast has step 0; step must be above 0',
    ],
    ['from: 5, to: 100, step: 5', 'from: 5, to: 100, step: -5', 'E_AXIS_STEP', 'has step -5'],
    [
      'from: 5, to: 100, step: 5',
      'from: 100, to: 5, step: 5',
      'E_AXIS_RANGE',
      'runs from 100 down to 5; from must not be above to',
    ],
    [
      'from: 5, to: 100, step: 5',
      'from: .nan, to: 100, step: 5',
      INVALID,
      'sweep.space.fast.from is NaN, must be a finite number',
    ],
    [
      'from: 5, to: 100, step: 5',
      'from: 5, to: 1e999, step: 5',
      INVALID,
      'sweep.space.fast.to is Infinity, must be a finite number',
    ],
    [
      'from: 5, to: 100, step: 5',
      'from: 0, to: 100, step: 5',
      'E_AXIS_VALUE',
      'has the value 0, which does not fit: strategy.features.fast.period is 0, must be at least 1',
    ],
    [
      'from: 5, to: 100, step: 5',
      'from: 0.1, to: 0.3, step: 0.1',
      'E_AXIS_VALUE',
      'has the value 0.1, which does not fit',
    ],
    [
      'from: 5, to: 100, step: 5',
      'from: 5, to: 100, stp: 5',
      INVALID,
      'sweep.space.fast.stp is not a known key (did you mean "step"?)',
    ],
    [
      'at: strategy.risk.rules.stop.distance',
      'at: strategy.risk.rules.stop.distnce',
      'E_AXIS_PATH',
      'strategy.risk.rules.stop has no distnce (did you mean "strategy.risk.rules.stop.distance"?)',
    ],
    [
      'at: strategy.risk.rules.stop.distance',
      'at: strategy.risk.rule.stop.distance',
      'E_AXIS_PATH',
      'strategy.risk has no rule (did you mean "strategy.risk.rules"?)',
    ],
    [
      'at: strategy.risk.rules.stop.distance',
      'at: strategy.risk.rules.stop.distance.x',
      'E_AXIS_PATH',
      'strategy.risk.rules.stop.distance has no x',
    ],
    ['at: strategy.risk.rules.stop.distance', 'at: data.from', 'E_AXIS_PATH', 'has no data'],
    [
      'at: strategy.risk.rules.stop.distance',
      'at: strategy.constructor.name',
      'E_AXIS_PATH',
      'strategy has no constructor',
    ],
    ['at: strategy.risk.rules.stop.distance', 'at: ""', 'E_AXIS_PATH', 'points at '],
    [
      'at: strategy.features.fast.period',
      'at: strategy.features.slow.period',
      'E_AXIS_PATH',
      'sweep.space.slow.at overlaps with what axis "fast" replaces',
    ],
    [
      '    stop: { at',
      '    Fees: { at',
      INVALID,
      'sweep.space.Fees has the name of another column of trials.parquet, fees',
    ],
    [
      '    stop: { at',
      '    FAST: { at',
      INVALID,
      'sweep.space.FAST has the name of another column of trials.parquet, fast',
    ],
    ['    stop: { at', '    a-b: { at', INVALID, 'sweep.space.a-b has a name that must be letters, digits and _'],
    [
      '    stop: { at',
      '    "true": { at',
      INVALID,
      'sweep.space.true has a name that means something else in a constraint',
    ],
    [
      '[fast < slow]',
      '[fast < slw]',
      'E_EXPRESSION',
      'a.yaml:31:17: sweep.constraints.0 is "fast < slw": there is no "slw" (did you mean "slow"?)',
    ],
    ['[fast < slow]', '[fast + slow]', 'E_EXPRESSION', 'is a number, not a condition'],
    ['[fast < slow]', 'fast < slow', INVALID, 'sweep.constraints is "fast < slow", must be a list'],
    ['{ type: grid }', '{ type: grid, sample: 0 }', INVALID, 'sweep.method.sample is 0, must be at least 1'],
  ])

  it('refuses a space without axes', () => {
    const error = refusal(
      edited([SAMPLE.slice(SAMPLE.indexOf('    fast: { at'), SAMPLE.indexOf('  constraints')), '    {}\n']),
    )
    expect(error.message).toContain('sweep.space is {}, must have at least one axis')
  })
})

describe('a strategy of the user', () => {
  const base = { name: 'x', data: { dataset: 'd', instruments: ['A'], interval: '1d' }, strategy: { name: 'mine' } }
  const built = (build: () => StrategyInput) => {
    const mine = defineStrategy({ params: z.strictObject({}), build })
    return refusal(JSON.stringify(base), 'a.json', withPlugins(builtInRegistries, { strategies: { mine } }))
  }

  it('that throws is named', () => {
    const error = built(() => {
      throw new TypeError('x is undefined')
    })
    expect(error).toMatchObject({ name: 'StrategyError', code: 'E_STRATEGY_SPEC' })
    expect(error.message).toContain('strategy.name is "mine", and building that strategy failed: x is undefined')
  })

  it('that builds no valid spec is named, with the part', () => {
    const features = { a: { type: 'smaa', period: 5 } }
    const error = built(() => ({
      features,
      model: { type: 'pass-through', input: 'a' },
      decision: { type: 'crossover' },
    }))
    expect(error.code).toBe('E_STRATEGY_SPEC')
    expect(error.message).toContain('strategy.features.a.type of the strategy mine is "smaa", no feature')
  })
})

describe('plug-ins of the user', () => {
  const { sma } = builtInRegistries.features
  const registries = withPlugins(builtInRegistries, { features: { 'my-mean': sma! } })
  const text = edited(['type: sma, input: close, period: 20', 'type: my-mean, period: 20'])

  it('are names like the others', () => {
    expect(parseConfig(text, { registries }).strategy.features.fast).toEqual({
      type: 'my-mean',
      input: 'close',
      period: 20,
    })
    expect(refusal(text).message).toContain('no feature')
  })

  it('take no name that is taken or in another style', () => {
    expect(() => withPlugins(builtInRegistries, { features: { sma: sma! } })).toThrow(
      'features: the name "sma" is taken',
    )
    for (const name of ['MyMean', '../x', 'a_b', ''])
      expect(() => withPlugins(builtInRegistries, { features: { [name]: sma! } })).toThrow('is no plug-in name')
  })
})
