import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InvalidConfigError, issuesOf, show } from '../../src/config/issues.ts'

function faults(schema: z.ZodType, input: unknown): string[] {
  const result = schema.safeParse(input)
  return result.success
    ? []
    : issuesOf(result.error, schema, input, ['top']).map(({ path, fault }) => `${path.join('.')} ${fault}`)
}

describe('a fault in words', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.number(), 'x', 'top is "x", must be a number'],
    [z.number(), Number.NaN, 'top is NaN, must be a finite number'],
    [z.int(), 1.5, 'top is 1.5, must be a whole number'],
    [z.string(), null, 'top is null, must be a text'],
    [z.boolean(), 1, 'top is 1, must be true or false'],
    [z.array(z.number()), {}, 'top is {}, must be a list'],
    [z.strictObject({}), [], 'top is [], must be a map'],
    [z.number().gt(0), 0, 'top is 0, must be above 0'],
    [z.number().lt(1), 1, 'top is 1, must be below 1'],
    [z.number().gte(2), 1, 'top is 1, must be at least 2'],
    [z.number().multipleOf(5), 7, 'top is 7, must be a multiple of 5'],
    [z.string().min(2), '', 'top is "", must have at least 2 characters'],
    [z.array(z.number()).max(1), [1, 2], 'top is [1,2], must have at most 1 entries'],
    [z.tuple([z.string()]), ['a', 'b'], 'top is ["a","b"], must have at most 1 entries'],
    [z.enum(['long', 'short']), 'lnog', 'top is "lnog", must be long | short (did you mean "long"?)'],
    [z.literal(1), 2, 'top is 2, must be 1'],
    [z.email(), 'x', 'top is "x", '],
    [z.number().refine((x) => x % 2 === 0, 'must be even'), 3, 'top is 3, must be even'],
    [z.strictObject({ period: z.int() }), {}, 'top.period is missing'],
    [
      z.strictObject({ period: z.int().optional() }),
      { perod: 1 },
      'top.perod is not a known key (did you mean "period"?)',
    ],
    [
      z.strictObject({ inner: z.strictObject({ period: z.int() }).optional() }),
      { inner: { period: 1, Period: 2 } },
      'top.inner.Period is not a known key (did you mean "period"?)',
    ],
  ])('%#: %j', (schema, input, expected) => {
    expect(faults(schema, input)[0]).toContain(expected)
  })

  it('inside a union is that of the branch that was meant, never "Invalid input"', () => {
    const union = z.union([
      z.enum(['on', 'off']),
      z.strictObject({ afterBars: z.int().min(1) }),
      z.strictObject({ band: z.number() }),
    ])
    expect(faults(union, { afterBars: 0 })).toEqual(['top.afterBars is 0, must be at least 1'])
    expect(faults(union, 'onn')[0]).toContain('must be on | off')
    const kinds = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a') }),
      z.strictObject({ kind: z.literal('b') }),
    ])
    for (const input of [{ kind: 'c' }, {}, 7, null, { kind: 'a', x: 1 }]) {
      const found = faults(kinds, input)
      expect(found.length).toBeGreaterThan(0)
      for (const fault of found) expect(fault).not.toMatch(/Invalid/)
    }
  })

  it('counts all words but lists few', () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`)
    expect(faults(z.enum(words), 'x')[0]).toContain('word11 … (40 in all)')
  })
})

describe('the error of a config', () => {
  it('has a line for each fault and the code of the first', () => {
    const error = new InvalidConfigError(
      [
        { path: ['a'], fault: 'is 1', remedy: 'add one', code: 'E_AXIS_STEP' },
        { path: [], fault: 'is 2', remedy: 'add one' },
      ],
      'f.yaml',
      ([key]) => (key === 'a' ? { line: 3, column: 1 } : undefined),
    )
    expect(error).toMatchObject({
      code: 'E_AXIS_STEP',
      remedy: 'add one',
      message: 'f.yaml:3:1: a is 1\nf.yaml: the config is 2',
    })
  })

  it('shows values short', () => {
    expect([show(Number.NaN), show(undefined), show('x'), show([1]), show('y'.repeat(200)).length]).toEqual([
      'NaN',
      'undefined',
      '"x"',
      '[1]',
      78,
    ])
  })
})
