/**
 * The laws of L6's plug-ins as checks for their authors: each lists what a definition breaks, in words; empty when it keeps the laws. None
 * needs a test runner, so they serve plug-ins outside this repository as well as the registries here. None throws.
 *
 * For all: parameters strict and described · the same answer to the same question. Besides:
 * policy — shares above 0 that sum to 1, whole delays ≥ 0 · router — a venue that exists · slippage — never better than the reference for
 * the order's side, no price below 0 · matching — options that mean something · fees — rates of at most 1, takers pay · latency — whole bars.
 */
import { toJSONSchema } from 'zod'
import { parameterViolations } from '../core/parameter-laws.ts'
import { randomInt, randomStream } from '../core/seeded-streams.ts'
import type { Definition, ExecutionPolicy, Fees, Latency, Matching, Router, Slippage } from './contract.ts'

export const checkPolicy = (definition: Definition<ExecutionPolicy>, params: unknown): string[] =>
  checked(
    definition,
    params,
    (policy) => {
      const situations = SITUATIONS.map(({ instrument, bar }) => Object.freeze({ instrument, bar }))
      return situations.map((parent) => {
        const children: (readonly [share: number, delayBars: number])[] = []
        policy.plan(parent, { market: (share, delayBars) => children.push([share, delayBars]) })
        return children
      })
    },
    policyViolations,
  )

export const checkRouter = (definition: Definition<Router>, params: unknown): string[] =>
  checked(
    definition,
    params,
    (router) => SITUATIONS.map(({ instrument, venues }) => ({ venues, venue: router.venue(instrument, venues) })),
    (answers) =>
      answers
        .filter(({ venue, venues }) => !(Number.isInteger(venue) && venue >= 0 && venue < venues))
        .map(({ venue, venues }) => `venue: ${venue} of ${venues}`),
  )

export const checkSlippage = (definition: Definition<Slippage>, params: unknown): string[] =>
  checked(
    definition,
    params,
    (slippage) => SITUATIONS.map((at) => ({ ...at, executed: slippage.price(at.price, at.side, at.bar) })),
    (answers) =>
      answers
        .filter(
          ({ executed, price, side }) =>
            !(Number.isFinite(executed) && executed >= 0 && (executed - price) * side >= 0),
        )
        .map(({ executed, price, side }) => `price: side ${side} at ${price} is executed at ${executed}`),
  )

export const checkMatching = (definition: Definition<Matching>, params: unknown): string[] =>
  checked(
    definition,
    params,
    ({ stopFirst, throughLimit, maxParticipation, fillAt }) => ({
      first: [stopFirst(1), stopFirst(-1)],
      throughLimit,
      fillAt,
      maxParticipation,
    }),
    ({ first, throughLimit, fillAt, maxParticipation }) => {
      const violations: string[] = []
      const flags: unknown[] = [...first, throughLimit]
      if (flags.some((flag) => typeof flag !== 'boolean'))
        violations.push('options: stopFirst or throughLimit is no boolean')
      if (fillAt !== 'nextOpen' && fillAt !== 'sameClose') violations.push(`options: fillAt is ${String(fillAt)}`)
      if (!(maxParticipation > 0 && (maxParticipation <= 1 || maxParticipation === Infinity)))
        violations.push(`options: maxParticipation is ${maxParticipation}, not in (0, 1] nor Infinity`)
      return violations
    },
  )

export const checkFees = (definition: Definition<Fees>, params: unknown): string[] =>
  checked(
    definition,
    params,
    ({ makerRate, takerRate }) => ({ makerRate, takerRate }),
    ({ makerRate, takerRate }) => {
      const violations: string[] = []
      if (!(makerRate >= -1 && makerRate <= 1)) violations.push(`rate: the maker's is ${makerRate}, not in [-1, 1]`)
      if (!(takerRate >= 0 && takerRate <= 1)) violations.push(`rate: the taker's is ${takerRate}, not in [0, 1]`)
      return violations
    },
  )

export const checkLatency = (definition: Definition<Latency>, params: unknown): string[] =>
  checked(
    definition,
    params,
    ({ bars }) => bars,
    (bars) => (Number.isInteger(bars) && bars >= 0 ? [] : [`bars: ${bars} is no whole number ≥ 0`]),
  )

/** Questions that a plug-in is asked: any instrument, bar, price and side, and 1 to 5 venues. */
const SITUATIONS: readonly {
  readonly instrument: number
  readonly bar: number
  readonly venues: number
  readonly price: number
  readonly side: 1 | -1
}[] = situations()

function situations() {
  const random = randomStream('conformance', 'execution', 'situations')
  return Array.from({ length: 200 }, (_, n) => ({
    instrument: randomInt(random, 50),
    bar: randomInt(random, 1_000_000),
    venues: 1 + randomInt(random, 5),
    price: [1e-6, 1, 100, 65_000.5][n % 4]! * (1 + random()),
    side: random() < 0.5 ? (1 as const) : (-1 as const),
  }))
}

function policyViolations(plans: readonly (readonly (readonly [share: number, delayBars: number])[])[]): string[] {
  return plans.flatMap((children) => {
    const sum = children.reduce((total, [share]) => total + share, 0)
    const violations: string[] = []
    if (children.some(([share]) => !(share > 0))) violations.push('shares: a child has none')
    if (!(Math.abs(sum - 1) <= 1e-12))
      violations.push(`shares: ${children.length} children make ${sum} of their parent`)
    if (children.some(([, delay]) => !(Number.isInteger(delay) && delay >= 0)))
      violations.push('delays: one is no whole number of bars')
    return violations
  })
}

/** Parameters, then twice the same answers of two bindings, then what must hold for them; at most five lines. */
function checked<T, A>(
  definition: Definition<T>,
  params: unknown,
  ask: (plugin: T) => A,
  violationsOf: (answers: A) => string[],
): string[] {
  const violations = parameterViolations(definition, params, () => toJSONSchema(definition.schema, { io: 'input' }))
  try {
    const plugin = definition.bind(params)
    const answers = ask(plugin)
    const again = [ask(plugin), ask(definition.bind(params))]
    if (again.some((other) => JSON.stringify(other) !== JSON.stringify(answers)))
      violations.push('pure: the same question has two answers')
    violations.push(...violationsOf(answers))
  } catch (error) {
    violations.push(`threw ${String(error)}`)
  }
  return violations.slice(0, 5)
}
