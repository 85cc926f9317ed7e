/** The checks of sizers and risk rules are red on each way to break their contracts. */
import { describe, expect, test } from 'vitest'
import { checkRule, checkSizer } from '../../src/risk/conformance.ts'
import { type RiskRule, type Sizer, TARGET } from '../../src/risk/contract.ts'
import { boundTo } from '../conformance/bound.ts'

describe('a sizer', () => {
  const good: Sizer = {
    inputs: ['range'],
    kind: TARGET.quantity,
    target: (intent, equity, _price, _unit, [range], bar) => (intent * equity) / Math.max(range![bar]!, 1),
  }
  const target = (of: Sizer['target']): Sizer => ({ ...good, target: of })
  let calls = 0

  const broken: [string, Sizer][] = [
    ['kind: 9 is no kind of target', { ...good, kind: 9 as 1 }],
    ['inputs: a column has no name', { ...good, inputs: [''] }],
    [
      'finite: intent',
      target((intent, equity, _price, _unit, [range], bar) => (intent * equity) / Math.abs(range![bar]!)),
    ],
    ['side:', target((intent, equity) => -intent * equity)],
    ['proportion:', target((intent, equity) => Math.sign(intent) * equity)],
    ['proportion:', target((intent, equity) => (intent < 0 ? Number.NaN : intent * equity))],
    ['pure:', target((intent) => intent * ++calls)],
    [
      'look-ahead:',
      target((intent, _equity, _price, _unit, [range], bar) => intent * (1 + Math.abs(range![bar + 1] || 0))),
    ],
    [
      'columns: the sizer writes',
      target((intent, _equity, _price, _unit, [range]) => {
        range!.fill(0)
        return intent
      }),
    ],
    [
      'threw Error: no',
      target(() => {
        throw new Error('no')
      }),
    ],
  ]

  test('that is good passes', () => {
    expect(checkSizer(boundTo(good), {})).toEqual([])
  })

  test.each(broken)('red: %s', (violation, sizer) => {
    expect(checkSizer(boundTo(sizer), {}).join('\n')).toContain(violation)
  })
})

describe('a risk rule', () => {
  const good: RiskRule = {
    arm({ side, entryPrice, entryBar }, orders) {
      orders.stop(entryPrice * (1 - side * 0.1), 1)
      orders.takeProfit(entryPrice * (1 + side * 0.1), 2)
      orders.trail(0.1, 3)
      orders.closeAt(entryBar + 1, 4)
    },
    haltDrawdown: 0.5,
  }
  const arm = (of: NonNullable<RiskRule['arm']>): RiskRule => ({ arm: of })
  let calls = 0

  const broken: [string, RiskRule][] = [
    ['purpose: it neither arms nor halts', {}],
    ['halt: the drawdown is 1', { haltDrawdown: 1 }],
    ['halt: the drawdown is NaN', { haltDrawdown: Number.NaN }],
    ['side: a stop that would win', arm(({ entryPrice }, orders) => orders.stop(entryPrice * 0.9, 1))],
    ['side: a target that would lose', arm(({ entryPrice }, orders) => orders.takeProfit(entryPrice * 1.1, 2))],
    ['distance: not in (0, 1)', arm((_, orders) => orders.trail(1, 3))],
    ['bar: not after it', arm(({ entryBar }, orders) => orders.closeAt(entryBar, 4))],
    ['bar: not after it', arm(({ entryBar }, orders) => orders.closeAt(entryBar + 1.5, 4))],
    ['reason: 99', arm((_, orders) => orders.trail(0.1, 99))],
    ['finite:', arm((_, orders) => orders.stop(Number.NaN, 1))],
    ['pure:', arm((_, orders) => orders.trail(1 / (2 + calls++), 3))],
    [
      'threw TypeError',
      arm((position) => {
        ;(position as { side: number }).side = 0
      }),
    ],
  ]

  test('that is good passes', () => {
    expect(checkRule(boundTo(good), {})).toEqual([])
  })

  test.each(broken)('red: %s', (violation, rule) => {
    expect(checkRule(boundTo(rule), {}).join('\n')).toContain(violation)
  })
})
