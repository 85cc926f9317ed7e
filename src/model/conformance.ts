/**
 * The laws of a model as a check for its author: `checkModel(definition, params)` lists what it breaks, in words.
 * It needs no test runner, so it serves plug-ins outside this repository as well as the registry here.
 *
 * Laws: parameters strict and described · a sign for every input · the same score of the same inputs, always · inputs are left alone ·
 * the form says what the score is · monotone as the signs say, in floating point too · a block's scores lie between those of its corners.
 */
import { toJSONSchema } from 'zod'
import { parameterViolations } from '../core/parameter-laws.ts'
import { type RandomStream, randomInt, randomStream } from '../core/seeded-streams.ts'
import type { Model, ModelDefinition } from './contract.ts'

/** Violations of the laws, one line each; empty when the model keeps them. Never throws. Cost: about 40,000 scores. */
export function checkModel(definition: ModelDefinition, params: unknown): string[] {
  const violations = parameterViolations(definition, params, () => toJSONSchema(definition.schema, { io: 'input' }))
  let model: Model
  try {
    model = definition.bind(params)
    violations.push(...checkShape(model))
  } catch (error) {
    return [...violations, `bind refuses the parameters: ${String(error)}`]
  }
  if (violations.length > 0) return violations
  for (const [law, check] of LAWS) {
    try {
      violations.push(...check(model, definition.bind(params)).map((violation) => `${law}: ${violation}`))
    } catch (error) {
      violations.push(`${law}: threw ${String(error)}`)
    }
  }
  return violations
}

const LAWS: readonly (readonly [string, (model: Model, again: Model) => string[]])[] = [
  ['pure', checkPurity],
  ['form', checkForm],
  ['monotone', checkMonotone],
  ['corners', checkCorners],
]

const ROWS = 400

function checkShape({ inputs, signs, form }: Model): string[] {
  const violations: string[] = []
  const needed = form === 'first-minus-second' ? 2 : 1
  if (inputs.length < needed) violations.push(`shape: ${inputs.length} inputs, the form ${form} needs ${needed}`)
  if (inputs.some((name) => name === '')) violations.push('shape: an input has no name')
  if (signs.length !== inputs.length) violations.push(`shape: ${inputs.length} inputs but ${signs.length} signs`)
  if (signs.some((sign) => sign !== 1 && sign !== -1 && sign !== 0))
    violations.push(`shape: a sign is none of 1, -1, 0: ${signs.join(', ')}`)
  return violations
}

/** Two bindings of the same parameters, asked in different orders. */
function checkPurity(model: Model, again: Model): string[] {
  const rows = randomRows(model, 'pure')
  const kept = rows.map((row) => row.slice())
  const scores = rows.map((row) => model.score(row))
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!
    const score = again.score(row)
    if (typeof score !== 'number') return [`the score of ${show(row)} is ${String(score)}, no number`]
    if (!Object.is(score, scores[i])) return [`the score of ${show(row)} is ${scores[i]}, then ${score}`]
    if (row.some((value, k) => !Object.is(value, kept[i]![k]))) return ['the model writes into its inputs']
  }
  return []
}

function checkForm(model: Model): string[] {
  if (model.form === 'general') return []
  for (const row of randomRows(model, 'form')) {
    const expected = model.form === 'first' ? row[0]! : row[0]! - row[1]!
    const score = model.score(row)
    if (!Object.is(score, expected)) return [`${model.form} of ${show(row)} is ${expected}, the score is ${score}`]
  }
  return []
}

/** One input moved by a unit in the last place, a little, a lot. */
function checkMonotone(model: Model): string[] {
  const random = randomStream('conformance', 'model', 'moves')
  return model.signs.flatMap((sign, k) => {
    if (sign === 0) return []
    for (const row of randomRows(model, `monotone ${k}`)) {
      const before = model.score(row)
      const moved = row.slice()
      moved[k] = raised(row[k]!, random)
      const rise = (model.score(moved) - before) * sign
      if (rise < 0)
        return [`sign ${sign} of input ${k}, but from ${show(row)} to ${moved[k]} the score moves by ${rise}`]
    }
    return []
  })
}

function checkCorners(model: Model): string[] {
  if (model.signs.some((sign) => sign === 0)) return []
  const rows = randomRows(model, 'corners').filter((row) => row.every((value) => !Number.isNaN(value)))
  for (let begin = 0; begin < rows.length; begin += 32) {
    const block = rows.slice(begin, begin + 32)
    const corner = (side: number) =>
      Float64Array.from(model.signs, (sign, k) => {
        const values = block.map((row) => row[k]!)
        return sign === side ? Math.max(...values) : Math.min(...values)
      })
    const [low, high] = [model.score(corner(-1)), model.score(corner(1))]
    for (const row of block) {
      const score = model.score(row)
      if (score < low || score > high) return [`the score ${score} of ${show(row)} is not in [${low}, ${high}]`]
    }
  }
  return []
}

function randomRows(model: Model, name: string): Float64Array[] {
  const random = randomStream('conformance', 'model', name)
  return Array.from({ length: ROWS }, () => Float64Array.from(model.inputs, () => randomValue(random)))
}

/** Prices, oscillators, tiny and huge numbers, equal ones, now and then a missing one; never −0, which columns do not hold. */
function randomValue(random: RandomStream): number {
  const kind = randomInt(random, 8)
  if (kind === 0) return Number.NaN
  if (kind === 1) return randomInt(random, 5) - 2
  const scale = [1, 1, 100, 100, 1e-9, 1e9][kind - 2]!
  return (random() - 0.3) * scale + 0
}

function raised(value: number, random: RandomStream): number {
  const size = Math.abs(value)
  const step = [size * Number.EPSILON, size * 1e-12, 1e-3, 1, 1e6][randomInt(random, 5)]!
  return value + step
}

const show = (row: Float64Array): string => `(${[...row].join(', ')})`
