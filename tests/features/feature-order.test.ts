import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/core/errors.ts'
import { orderFeatures, outputKeys } from '../../src/features/feature-order.ts'
import { features } from '../../src/features/registry.ts'

const order = (specs: Parameters<typeof orderFeatures>[0]) => orderFeatures(specs, features)

function refusal(specs: Parameters<typeof orderFeatures>[0]): ConfigError {
  try {
    order(specs)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return error as ConfigError
  }
  return expect.fail('no error')
}

describe('order', () => {
  test('inputs come first, otherwise as in the config', () => {
    const ordered = order({
      trend: { type: 'sma', input: 'bands.lower', period: 5 },
      plain: { type: 'rsi' },
      bands: { type: 'bollinger', input: 'smooth', period: 4 },
      smooth: { type: 'ema', period: 3 },
    })
    expect(ordered.map(({ name }) => name)).toEqual(['smooth', 'bands', 'trend', 'plain'])
    expect(ordered[2]!.inputs).toEqual([{ kind: 'feature', name: 'bands', output: 1 }])
    expect(ordered[0]!.inputs).toEqual([{ kind: 'bar', column: 'close' }])
  })

  test('first values add up along the chain', () => {
    const ordered = order({
      smooth: { type: 'ema', period: 3 },
      macd: { type: 'macd', input: 'smooth', fast: 2, slow: 5, signal: 4 },
      change: { type: 'roc', input: 'macd.signal', period: 10 },
    })
    expect(ordered.map(({ firstValue }) => firstValue)).toEqual([[2], [6, 9, 9], [19]])
  })

  test('a bare name means the first output; a single output may be named too', () => {
    const specs = {
      bands: { type: 'bollinger' },
      a: { type: 'sma', input: 'bands', period: 2 },
      b: { type: 'sma', input: 'a.sma', period: 2 },
    }
    const [, a, b] = order(specs)
    expect(a!.inputs).toEqual([{ kind: 'feature', name: 'bands', output: 0 }])
    expect(b!.inputs).toEqual([{ kind: 'feature', name: 'a', output: 0 }])
  })

  test('keys', () => {
    expect(outputKeys('fast', features.sma.bind({ period: 2 }))).toEqual(['fast'])
    expect(outputKeys('m', features.macd.bind({}))).toEqual(['m.macd', 'm.signal', 'm.histogram'])
  })
})

describe('signals', () => {
  test('are inputs by their dotted names; which ones there are, only the market knows', () => {
    const [node] = order({ calm: { type: 'sma', input: 'signals.mood', period: 3 } })
    expect(node!.inputs).toEqual([{ kind: 'bar', column: 'signals.mood' }])
    expect(node!.firstValue).toEqual([2])
  })

  test('keep their word for themselves, and have names', () => {
    expect(refusal({ signals: { type: 'rsi' } })).toMatchObject({ code: 'E_FEATURE_NAME' })
    for (const input of ['signals', 'signals.', 'signals.a.b', 'signals.1'])
      expect(refusal({ calm: { type: 'sma', input, period: 3 } })).toMatchObject({ code: 'E_FEATURE_INPUT' })
  })
})

describe('refusals', () => {
  test('a cycle is named', () => {
    const error = refusal({
      outside: { type: 'sma', input: 'a', period: 2 },
      a: { type: 'sma', input: 'b', period: 2 },
      b: { type: 'sma', input: 'c', period: 2 },
      c: { type: 'sma', input: 'a', period: 2 },
    })
    expect(error.code).toBe('E_FEATURE_CYCLE')
    expect(error.message).toBe('features: a reads b reads c reads a')
  })

  test('a feature that reads itself is a cycle of one', () => {
    expect(refusal({ a: { type: 'sma', input: 'a', period: 2 } }).message).toBe('features: a reads a')
  })

  test.each([
    ['clsoe', 'close'],
    ['fats', 'fast'],
    ['bands.uper', 'bands.upper'],
    ['bands.', undefined],
    ['momentum', undefined],
  ])('input %s is unknown, %s is near', (input, near) => {
    const error = refusal({
      fast: { type: 'sma', period: 2 },
      bands: { type: 'bollinger' },
      x: { type: 'sma', input, period: 2 },
    })
    expect(error.code).toBe('E_FEATURE_INPUT')
    expect(error.message).toContain(`features.x: input "${input}" is neither a bar column nor a feature`)
    if (near) expect(error.message).toContain(`did you mean "${near}"?`)
    expect(error.remedy).toBe(
      'It may read: open, high, low, close, volume, fast, bands, bands.upper, bands.lower, bands.middle.',
    )
  })

  test.each([
    ['smaa', ' (did you mean "sma"?)'],
    ['constructor', ''],
    ['__proto__', ''],
    ['../sma', ''],
  ])('type %s is unknown', (type, hint) => {
    const error = refusal({ x: { type } })
    expect(error.code).toBe('E_FEATURE_TYPE')
    expect(error.message).toContain(`features.x.type: unknown feature "${type}"${hint}`)
  })

  test.each([
    [{ type: 'sma', preiod: 5, period: 5 }, 'features.x: sma has no parameter "preiod" (did you mean "period"?)'],
    [{ type: 'sma', period: 0 }, 'features.x.period: Too small: expected number to be >=1; was 0'],
    [{ type: 'sma', period: 2.5 }, 'features.x.period: Invalid input: expected int, received number; was 2.5'],
    [{ type: 'sma', period: '5' }, 'features.x.period: Invalid input: expected number, received string; was "5"'],
    [{ type: 'sma' }, 'features.x.period: Invalid input: expected number, received undefined; it is missing'],
    [{ type: 'bollinger', k: Number.NaN }, 'features.x.k: Invalid input: expected number, received NaN; was NaN'],
  ])('parameters %j', (spec, message) => {
    const error = refusal({ x: spec })
    expect(error.code).toBe('E_FEATURE_PARAMS')
    expect(error.message).toBe(message)
    expect(error.remedy).toContain('input, period')
  })

  test.each(['close', '', 'a.b'])('the name "%s" is taken or malformed', (name) => {
    expect(refusal({ [name]: { type: 'sma', period: 2 } }).code).toBe('E_FEATURE_NAME')
  })
})
