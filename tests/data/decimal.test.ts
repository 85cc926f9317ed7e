import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseDecimal } from '../../src/data/decimal.ts'

it.each([
  ['1', 1],
  ['-0.5', -0.5],
  ['+3.', 3],
  ['.25', 0.25],
  ['1e-7', 1e-7],
  ['1.5E+3', 1500],
  ['0', 0],
  ['0.000', 0],
  ['42283.58000000', 42283.58],
])('reads %s', (text, value) => expect(parseDecimal(text)).toBe(value))

it('makes a negative zero a zero', () => expect(Object.is(parseDecimal('-0.0'), 0)).toBe(true))

it.each([
  '',
  ' ',
  '.',
  '-',
  'e5',
  'NaN',
  'nan',
  'Infinity',
  '-inf',
  'null',
  '0x10',
  '1,5',
  '1_000',
  '1e999',
  '-1e999',
  '1e-999',
  '1e1000',
  '1 2',
  ' 1',
  '1\0',
  '１',
  '1.2.3',
  '0b1',
  '1n',
  '+-1',
])('refuses %j', (text) => expect(parseDecimal(text)).toBeUndefined())

it('reads back every finite number that JavaScript prints', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => parseDecimal(String(x)) === x))
})
