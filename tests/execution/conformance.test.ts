/** The checks of L6's plug-ins are red on each way to break their contracts. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  checkFees,
  checkLatency,
  checkMatching,
  checkPolicy,
  checkRouter,
  checkSlippage,
} from '../../src/execution/conformance.ts'
import type { ChildOrders, ExecutionPolicy, Matching } from '../../src/execution/contract.ts'
import { boundTo } from '../conformance/bound.ts'

const policy = (send: (children: ChildOrders) => void): ExecutionPolicy => ({ plan: (_, children) => send(children) })
const matching: Matching = {
  stopFirst: () => true,
  throughLimit: false,
  maxParticipation: Infinity,
  fillAt: 'nextOpen',
}
let calls = 0

describe('passes', () => {
  test('a policy in three parts, a router of the last venue, an absolute slippage, rebates', () => {
    const thirds = policy((children) => {
      for (let n = 0; n < 3; n++) children.market(1 / 3, 2 * n)
    })
    expect(checkPolicy(boundTo(thirds), {})).toEqual([])
    expect(checkRouter(boundTo({ venue: (_, venues) => venues - 1 }), {})).toEqual([])
    expect(checkSlippage(boundTo({ price: (price, side) => Math.max(0, price + side * 0.01) }), {})).toEqual([])
    expect(checkMatching(boundTo(matching), {})).toEqual([])
    expect(checkFees(boundTo({ makerRate: -0.0002, takerRate: 0 }), {})).toEqual([])
    expect(checkLatency(boundTo({ bars: 0 }), {})).toEqual([])
  })
})

const broken: [string, () => string[]][] = [
  ['shares: 2 children make 0.9', () => checkPolicy(boundTo(policy((c) => [c.market(0.5, 0), c.market(0.4, 0)])), {})],
  ['shares: 0 children make 0', () => checkPolicy(boundTo(policy(() => {})), {})],
  ['shares: a child has none', () => checkPolicy(boundTo(policy((c) => [c.market(1.5, 0), c.market(-0.5, 0)])), {})],
  ['delays: one is no whole number', () => checkPolicy(boundTo(policy((c) => c.market(1, 0.5))), {})],
  ['delays: one is no whole number', () => checkPolicy(boundTo(policy((c) => c.market(1, -1))), {})],
  ['pure: the same question', () => checkPolicy(boundTo(policy((c) => c.market(1, calls++))), {})],
  ['venue: 1 of 1', () => checkRouter(boundTo({ venue: () => 1 }), {})],
  ['venue: 0.5 of', () => checkRouter(boundTo({ venue: () => 0.5 }), {})],
  ['price: side -1', () => checkSlippage(boundTo({ price: (price) => price * 1.001 }), {})],
  ['price: side 1', () => checkSlippage(boundTo({ price: (price) => price * 0.999 }), {})],
  ['price: side -1', () => checkSlippage(boundTo({ price: (price, side) => price + side * 10 }), {})],
  ['price: side', () => checkSlippage(boundTo({ price: () => Number.NaN }), {})],
  ['no boolean', () => checkMatching(boundTo({ ...matching, stopFirst: (side) => side as unknown as boolean }), {})],
  ['options: fillAt is never', () => checkMatching(boundTo({ ...matching, fillAt: 'never' as 'nextOpen' }), {})],
  ['options: maxParticipation is 0', () => checkMatching(boundTo({ ...matching, maxParticipation: 0 }), {})],
  ['options: maxParticipation is 1.5', () => checkMatching(boundTo({ ...matching, maxParticipation: 1.5 }), {})],
  ["rate: the taker's is -0.1", () => checkFees(boundTo({ makerRate: 0, takerRate: -0.1 }), {})],
  ["rate: the maker's is NaN", () => checkFees(boundTo({ makerRate: Number.NaN, takerRate: 0 }), {})],
  ['bars: 1.5 is no whole number', () => checkLatency(boundTo({ bars: 1.5 }), {})],
  [
    'threw Error: no',
    () =>
      checkRouter(
        boundTo({
          venue: () => {
            throw new Error('no')
          },
        }),
        {},
      ),
  ],
  [
    'parameters: bind takes an unknown key',
    () => checkLatency({ schema: z.object({}), bind: () => ({ bars: 0 }) }, {}),
  ],
]

test.each(broken)('red: %s', (violation, check) => {
  expect(check().join('\n')).toContain(violation)
})
