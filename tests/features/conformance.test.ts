/** The checker itself: each law is broken once, and must be named. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkFeature } from '../../src/features/conformance.ts'
import { type Feature, type FeatureDefinition, isMissing } from '../../src/features/contract.ts'
import { sma } from '../../src/features/indicators/sma.ts'
import { walk } from './bars.ts'

const BARS = walk(60, 17)
const schema = z.strictObject({ size: z.int().default(3).describe('Bars') })
type Advance = (x: Float64Array, out: Float64Array, begin: number, end: number) => void

/** A feature of one column that is fine until a test breaks it: the change over one bar. */
function feature(broken: Partial<Feature> = {}, kernel: () => Advance = goodKernel): FeatureDefinition {
  return {
    schema,
    bind(params) {
      schema.parse(params)
      return {
        inputs: ['close'],
        outputs: ['change'],
        warmup: [1],
        lookback: 1,
        kernel() {
          const advance = kernel()
          return { advance: ([x], [out], begin, end) => advance(x!, out!, begin, end) }
        },
        ...broken,
      }
    },
  }
}

function goodKernel(): Advance {
  let started = false
  return (x, out, begin, end) => {
    for (let i = begin; i < end; i++) {
      const missing = isMissing(x[i]!)
      out[i] = missing || !started ? Number.NaN : x[i]! - x[i - 1]!
      started = !missing
    }
  }
}

/** The good kernel with something done after each call. */
const andThen =
  (more: Advance): (() => Advance) =>
  () => {
    const advance = goodKernel()
    return (x, out, begin, end) => {
      advance(x, out, begin, end)
      more(x, out, begin, end)
    }
  }

let shared = 0
const looseSchema = z.object({ size: z.number().default(1).describe('Bars') })
const bare = feature()

const BROKEN: readonly (readonly [string, string, FeatureDefinition])[] = [
  ['unknown parameters pass', 'takes an unknown key', { schema: looseSchema, bind: () => bare.bind({}) }],
  [
    'a parameter without words',
    '"size" has no description',
    { ...bare, schema: z.strictObject({ size: z.int().default(1) }) },
  ],
  ['a schema that is no data', 'no JSON form', { ...bare, schema: z.strictObject({ size: z.date().optional() }) }],
  ['two outputs of one name', 'share a name', feature({ outputs: ['a', 'a'], warmup: [1, 1] })],
  ['an output with a dot', 'has a dot', feature({ outputs: ['a.b'] })],
  ['a warm-up missing', '1 outputs but 0 warm-ups', feature({ warmup: [] })],
  ['a warm-up of 1.5', 'no count', feature({ warmup: [1.5] })],
  ['warm-up too long', 'has a value before its warm-up of 2', feature({ warmup: [2] })],
  ['warm-up too short', 'is NaN after its warm-up of 0', feature({ warmup: [0] })],
  [
    'division by zero when nothing moves',
    'of equal bars is',
    feature(
      {},
      andThen((_, out, b, e) => {
        for (let i = b; i < e; i++) out[i] = 1 / out[i]!
      }),
    ),
  ],
  [
    'look-ahead',
    'look-ahead?',
    feature(
      {},
      andThen((x, out, b, e) => {
        for (let i = b; i < e; i++) if (i > 0 && i + 1 < x.length) out[i] = x[i + 1]! - x[i]!
      }),
    ),
  ],
  [
    'a mean of the range',
    'a call per bar',
    feature(
      {},
      andThen((x, out, b, e) => {
        if (e - b > 9) out[e - 1] = x[b]!
      }),
    ),
  ],
  ['lookback too short', 'hidden', feature({ lookback: 0 })],
  [
    'a write before the range',
    'row',
    feature(
      {},
      andThen((_, out, b) => {
        if (b > 0) out[b - 1] = 5
      }),
    ),
  ],
  [
    'a write into the inputs',
    'writes into its inputs',
    feature(
      {},
      andThen((x, _, b) => {
        x[b] = 1
      }),
    ),
  ],
  [
    'counts by index',
    'moved window',
    feature(
      {},
      andThen((_, out, b, e) => {
        for (let i = b; i < e; i++) out[i] = out[i]! + i
      }),
    ),
  ],
  [
    'no restart',
    'missing input',
    feature({}, () => {
      let last = Number.NaN
      return (x, out, b, e) => {
        for (let i = b; i < e; i++) {
          out[i] = x[i]! - last
          if (!isMissing(x[i]!)) last = x[i]!
        }
      }
    }),
  ],
  [
    'state shared by kernels',
    'shared state',
    feature({}, () => {
      shared = 0
      return (x, out, b, e) => {
        for (let i = b; i < e; i++) {
          out[i] = x[i]! > 0 && shared > 0 ? x[i]! - shared : Number.NaN
          shared = isMissing(x[i]!) ? 0 : x[i]!
        }
      }
    }),
  ],
  [
    'state kept from run to run',
    'a second run',
    feature(
      {},
      andThen((_, out, b, e) => {
        shared++
        if (e - b > 50) out[e - 1] = shared
      }),
    ),
  ],
  [
    'an exception',
    'threw',
    feature({}, () => () => {
      throw new Error('boom')
    }),
  ],
]

describe('checkFeature', () => {
  test('a good feature passes, with defaults or without', () => {
    expect(checkFeature(feature(), {}, BARS)).toEqual([])
    expect(checkFeature(feature(), { size: 4 }, BARS)).toEqual([])
    expect(checkFeature(sma, { period: 7 }, BARS)).toEqual([])
  })

  test.each(BROKEN)('%s', (_, words, definition) => {
    expect(checkFeature(definition, {}, BARS).join('\n')).toContain(words)
  })

  test('parameters that bind refuses, and bars too few to judge', () => {
    expect(checkFeature(sma, { period: 0 }, BARS).join()).toContain('bind refuses the parameters')
    expect(checkFeature(sma, { period: 30 }, BARS)).toEqual(['too few bars to judge: 60, needed 93'])
  })

  test('an input that is another feature is stood in for by the close', () => {
    expect(checkFeature(sma, { period: 7, input: 'bands.upper' }, BARS)).toEqual([])
  })
})
