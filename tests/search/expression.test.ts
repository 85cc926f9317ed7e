import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCondition, parseExpression, type ValueType } from '../../src/search/expression.ts'

const TYPES = new Map<string, ValueType>([
  ['fast', 'number'],
  ['slow', 'number'],
  ['side', 'text'],
  ['flag', 'text'],
  ['on', 'boolean'],
])
const NAMES = [...TYPES.keys()]

const evaluate = (text: string, row: Record<string, unknown>) =>
  parseExpression(text, TYPES).bind((name) => NAMES.indexOf(name))(NAMES.map((name) => row[name] as number))

const message = (text: string): string => {
  try {
    parseCondition(text, TYPES)
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message} → ${(error as { remedy: string }).remedy}`
  }
  return 'accepted'
}

describe('an expression', () => {
  it.each([
    ['fast < slow', true],
    ['fast * 3 <= slow', false],
    ['slow - fast == 20 && side == "long"', true],
    ["!(side == 'long') || slow % 8 == 3", true],
    ['fast + slow / 2 * 2 - 1 == 49', true],
    ['-fast < +slow', true],
    ['(fast < slow) == true', true],
    ['flag == true', true],
    ['false != flag', true],
    ['on && fast > 10', true],
    ['side < "m"', true],
    ['fast === 15 && slow !== 15', true],
    ['fast / 0 > 1e308', true],
  ])('%s is %s', (text, expected) => {
    expect(evaluate(text, { fast: 15, slow: 35, side: 'long', flag: 'true', on: true })).toBe(expected)
  })

  it('takes the same value as the same arithmetic in JavaScript', () => {
    const small = fc.integer({ min: -50, max: 50 })
    fc.assert(
      fc.property(small, small, small, (fast, slow, k) => {
        const row = { fast, slow }
        expect(evaluate(`fast * ${Math.abs(k)} - (slow + 1) % 7 < fast / 3 || !(slow >= ${k})`, row)).toBe(
          fast * Math.abs(k) - ((slow + 1) % 7) < fast / 3 || !(slow >= k),
        )
      }),
    )
  })

  it('is false in every comparison with a missing number', () => {
    for (const operator of ['<', '<=', '>', '>=', '==', '!='])
      expect(evaluate(`fast ${operator} 1`, { fast: Number.NaN })).toBe(false)
  })

  it('lists its names in order and its top-level conjuncts', () => {
    const { names, conjuncts } = parseExpression('slow > 1 && (fast < slow || on) && side == "x"', TYPES)
    expect(names).toEqual(['slow', 'fast', 'on', 'side'])
    expect(conjuncts.map((part) => part.names)).toEqual([['slow'], ['fast', 'slow', 'on'], ['side']])
  })
})

describe('the message', () => {
  it.each([
    [
      'fast < slw',
      'E_EXPRESSION constraint "fast < slw": there is no "slw" (did you mean "slow"?) → names: fast, slow',
    ],
    ['fast = slow', 'Unexpected "=" at character 6 → equality is written =='],
    ['fast < slow < 10', '→ a chain such as a < b < c is written a < b && b < c'],
    ['fast < side', '< cannot compare a number with a text'],
    ['fast + side > 1', '+ wants a number on both sides, not a text'],
    ['fast && slow', '&& wants a boolean on both sides, not a number'],
    ['on < true', '< compares numbers or texts'],
    ['!fast', '! wants a boolean, not a number'],
    ['fast ** 2 > 1', 'knows no ** → multiply instead'],
    ['fast | 1', 'knows no |'],
    ['fast + 1', 'is a number, not a condition'],
    ['', 'is empty'],
    ['fast < slow, on', 'is more than one expression'],
    ['fast slow', 'is more than one expression'],
    ['constructor.constructor("x")()', 'calls a function'],
    ['fast.length > 1', 'holds a MemberExpression'],
    ['this == 1', 'holds a ThisExpression'],
    ['fast == null', 'null is not a number'],
    ['fast < 1e999', '1e999 is not a finite number'],
    ['constructor == 1', 'there is no "constructor"'],
    ['__proto__ == 1', 'there is no "__proto__"'],
    ['fast <', 'Expected expression after <'],
    ['on ? on : on', 'holds a ConditionalExpression'],
    ['(on', 'Unclosed ('],
    [`${'('.repeat(600)}on${')'.repeat(600)}`, 'has 1202 characters, at most 1000 are allowed'],
  ])('for %j names what is wrong', (text, expected) => {
    expect(message(text)).toContain(expected)
  })

  it('is one of ours for any text whatever', () => {
    const piece = fc.constantFrom(
      'fast',
      'on',
      '"x"',
      '1',
      '<',
      '==',
      '&&',
      '!',
      '(',
      ')',
      '+',
      '.',
      '[',
      ']',
      ' ',
      '`',
      '\\',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(message(pieces.join(''))).toMatch(/^accepted$|^E_EXPRESSION /)
      }),
      { numRuns: 2_000 },
    )
  })
})
