/** The check of a decision is red on each way to break its contract. */
import { expect, test } from 'vitest'
import { checkDecision } from '../../src/decision/conformance.ts'
import type { Decision, DecisionKernel, Levels } from '../../src/decision/contract.ts'
import { boundTo } from '../conformance/bound.ts'

/** The intent of a bar from its score, the one before it and the intents so far. */
type Rule = (score: Float64Array, i: number, last: number) => number

function kernel(rule: Rule): DecisionKernel {
  let last = 0
  return {
    advance([score], intents, begin, end) {
      for (let i = begin; i < end; i++) {
        last = rule(score!, i, last)
        intents[i] = last
      }
    },
  }
}

const decision = (rule: Rule): Decision => ({
  inputs: 'score',
  scope: 'instrument',
  needsPosition: false,
  levels: null,
  kernel: () => kernel(rule),
})
const aboveZero: Rule = (score, i, last) => (Number.isNaN(score[i]) ? last : score[i]! > 0 ? 1 : 0)
const good = decision(aboveZero)
const levels: Levels = { enterLong: 0, exitLong: 0, enterShort: -Infinity, exitShort: -Infinity, onMissing: 'hold' }
const shared = kernel((score, i, last) => (Number.isNaN(score[i]) ? last : Math.sign(score[i]!)))

const broken: [string, Decision][] = [
  ['shape: it reads nothing', { ...good, inputs: [] }],
  ['shape: no scope "all"', { ...good, scope: 'all' as 'universe' }],
  ['shape: levels are over a score', { ...good, inputs: ['a'], levels }],
  ['shape: enterLong 0 is below exitLong 1', { ...good, levels: { ...levels, exitLong: 1 } }],
  ['prefix: the first', decision((score, i, last) => (score[i + 1]! > 0 ? 1 : Number.isNaN(score[i]!) ? last : 0))],
  ['range: intent', decision((score, i, last) => aboveZero(score, i, last) * 1.5)],
  ['range: intent', decision(() => Number.NaN)],
  ['shared state: two kernels in turn', { ...good, kernel: () => shared }],
  ['fast form: the kernel', { ...good, levels: { ...levels, enterLong: 0.25, exitLong: 0.25 } }],
  ['fast form: the kernel', { ...good, levels: { ...levels, onMissing: 'flat' } }],
  // The score before the range has gone: it is state, not to be read again.
  ['range split: the other bars hidden', decision((score, i) => (i > 0 && score[i]! > score[i - 1]! ? 1 : 0))],
  [
    'range split: a call per bar',
    {
      ...good,
      kernel: () => ({ advance: (_, intents, begin, end) => void intents.fill(end - begin > 1 ? 1 : 0, begin, end) }),
    },
  ],
  [
    'range split: the other bars hidden',
    { ...good, kernel: () => ({ advance: (_, intents) => void intents.fill(0) }) },
  ],
  [
    'range split: the kernel writes into its inputs',
    {
      ...good,
      kernel: () => ({
        advance([score], intents, begin, end) {
          score!.fill(0)
          intents.fill(0, begin, end)
        },
      }),
    },
  ],
]

test('a good decision passes, with and without its levels', () => {
  expect(checkDecision(boundTo(good), {})).toEqual([])
  expect(checkDecision(boundTo({ ...good, levels }), {})).toEqual([])
})

test.each(broken)('red: %s', (violation, wrong) => {
  expect(checkDecision(boundTo(wrong), {}).join('\n')).toContain(violation)
})
