/** The check of a model is red on each way to break its contract. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkModel } from '../../src/model/conformance.ts'
import type { Model } from '../../src/model/contract.ts'
import { boundTo } from '../conformance/bound.ts'

const good: Model = { inputs: ['a', 'b'], signs: [1, -1], form: 'first-minus-second', score: (x) => x[0]! - x[1]! }
const general = (score: Model['score'], signs: Model['signs'] = [1, -1]): Model => ({
  ...good,
  form: 'general',
  signs,
  score,
})
let calls = 0

const broken: [string, Model][] = [
  ['shape: 1 inputs, the form first-minus-second needs 2', { ...good, inputs: ['a'] }],
  ['shape: an input has no name', { ...good, inputs: ['a', ''] }],
  ['shape: 2 inputs but 1 signs', { ...good, signs: [1] }],
  ['shape: a sign is none of 1, -1, 0', { ...good, signs: [1, 2 as 1] }],
  ['pure: the score', general((x) => x[0]! + calls++, [0, 0])],
  [
    'pure: the model writes into its inputs',
    general(
      (x) => {
        ;(x as Float64Array)[1] = 0
        return 0
      },
      [0, 0],
    ),
  ],
  ['pure: the score', general((() => 'high') as unknown as Model['score'], [0, 0])],
  ['form: first-minus-second', { ...good, score: (x) => x[1]! - x[0]! }],
  ['form: first of', { ...good, form: 'first', score: (x) => x[0]! + 0.5 }],
  ['monotone: sign -1 of input 1', general((x) => x[0]! + x[1]!)],
  // Monotone on paper, not in floating point: the sum rounds before 1e9 is taken away, the sine wobbles.
  ['monotone: sign 1 of input 0', general((x) => x[0]! + 1e-3 * Math.sin(1e6 * x[0]!) - x[1]!)],
  // Rising or falling by where the other one stands: no sign is right.
  ['corners: the score', general((x) => (Math.abs(x[0]!) > 50 ? 0 : x[0]! * x[1]!))],
  [
    'threw Error: no',
    general(() => {
      throw new Error('no')
    }),
  ],
]

test('a good model passes', () => {
  expect(checkModel(boundTo(good), {})).toEqual([])
})

test.each(broken)('red: %s', (violation, model) => {
  expect(checkModel(boundTo(model), {}).join('\n')).toContain(violation)
})

test('red on parameters that are loose, not described or refused', () => {
  const loose = { schema: z.object({ x: z.number().optional() }), bind: () => good }
  expect(checkModel(loose, {})).toEqual([
    'parameters: the schema takes an unknown key',
    'parameters: bind takes an unknown key',
    'parameters: "x" has no description',
  ])
  expect(checkModel(boundTo(good), { y: 1 }).join('\n')).toContain('bind refuses the parameters')
})
