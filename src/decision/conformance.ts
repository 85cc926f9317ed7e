/**
 * The laws of a decision as a check for its author. It needs no test runner, so it serves plug-ins outside this repository too.
 *
 * Laws: parameters strict and described · any split into ranges gives the same bits · a call reads and writes only its range (what came
 * before is state) · a prefix of the bars gives a prefix of the intents · kernels share no state · inputs are left alone · intents are
 * finite, in [−1, 1] · the fast form (`levels`) gives the intents of the kernel.
 */
import { toJSONSchema } from 'zod'
import { parameterViolations } from '../core/parameter-laws.ts'
import { type RandomStream, randomInt, randomStream } from '../core/seeded-streams.ts'
import type { Decision, DecisionDefinition, Levels } from './contract.ts'

const ROWS = 600
type Columns = readonly Float64Array[]

/** Violations of the laws, one line each; empty when the decision keeps them. Never throws. Cost: some 60 passes over 600 bars. */
export function checkDecision(definition: DecisionDefinition, params: unknown): string[] {
  const violations = parameterViolations(definition, params, () => toJSONSchema(definition.schema, { io: 'input' }))
  let decision: Decision
  try {
    decision = definition.bind(params)
    violations.push(...checkShape(decision))
  } catch (error) {
    return [...violations, `bind refuses the parameters: ${String(error)}`]
  }
  if (violations.length > 0) return violations
  for (const [law, check] of LAWS) {
    try {
      const broken = overSeries(decision, check).slice(0, 3)
      violations.push(...broken.map((violation) => `${law}: ${violation}`))
    } catch (error) {
      violations.push(`${law}: threw ${String(error)}`)
    }
  }
  return violations
}

const LAWS: readonly (readonly [string, (decision: Decision, columns: Columns) => string[]])[] = [
  ['range split', checkSplits],
  ['prefix', checkPrefixes],
  ['shared state', checkInterleaved],
  ['range', checkIntents],
  ['fast form', checkLevels],
]

function checkShape({ inputs, scope, levels }: Decision): string[] {
  const violations: string[] = []
  if (inputs !== 'score' && inputs.length === 0) violations.push('shape: it reads nothing')
  if (scope !== 'instrument' && scope !== 'universe') violations.push(`shape: no scope "${scope}"`)
  if (levels === null) return violations
  if (inputs !== 'score') violations.push('shape: levels are over a score, but it reads columns')
  const { enterLong, exitLong, enterShort, exitShort } = levels
  if ([enterLong, exitLong, enterShort, exitShort].some(Number.isNaN)) violations.push('shape: a level is NaN')
  if (enterLong < exitLong) violations.push(`shape: enterLong ${enterLong} is below exitLong ${exitLong}`)
  if (enterShort > exitShort) violations.push(`shape: enterShort ${enterShort} is above exitShort ${exitShort}`)
  return violations
}

function checkSplits(decision: Decision, columns: Columns): string[] {
  const kept = columns.map((column) => column.slice())
  const whole = run(decision, columns)
  const changed = columns.some((column, k) => column.some((value, i) => !Object.is(value, kept[k]![i])))
  if (changed) return ['the kernel writes into its inputs']
  const bars = Array.from({ length: ROWS }, (_, i) => i + 1)
  return [
    ...difference('a second run', run(decision, columns), whole),
    ...difference('a call per bar', run(decision, columns, bars), whole),
    ...['a', 'b', 'c'].flatMap((name) => difference('cuts', run(decision, columns, randomCuts(name)), whole)),
    ...difference('the other bars hidden', runHidden(decision, columns, randomCuts('hidden')), whole),
  ]
}

function checkPrefixes(decision: Decision, columns: Columns): string[] {
  const whole = run(decision, columns)
  return [1, 2, 100, ROWS - 1].flatMap((rows) => {
    const short = columns.map((column) => column.slice(0, rows))
    return difference(`the first ${rows} bars alone (look-ahead?)`, run(decision, short, [rows]), whole.slice(0, rows))
  })
}

function checkInterleaved(decision: Decision, columns: Columns): string[] {
  const reversed = columns.map((column) => column.slice().reverse())
  const lanes = [columns, reversed].map((inputs) => ({
    inputs,
    kernel: decision.kernel(),
    out: new Float64Array(ROWS),
  }))
  let begin = 0
  for (const end of randomCuts('interleaved')) {
    for (const { kernel, inputs, out } of lanes) kernel.advance(inputs, out, begin, end)
    begin = end
  }
  return lanes.flatMap(({ inputs, out }) => difference('two kernels in turn', out, run(decision, inputs)))
}

function checkIntents(decision: Decision, columns: Columns): string[] {
  const intents = run(decision, columns)
  const at = intents.findIndex((intent) => !(intent >= -1 && intent <= 1))
  return at < 0 ? [] : [`intent[${at}] is ${intents[at]}`]
}

function checkLevels(decision: Decision, columns: Columns): string[] {
  const { levels } = decision
  if (levels === null) return []
  return difference('the kernel', run(decision, columns), byLevels(levels, columns[0]!))
}

/** What the contract says of levels, state by state. */
function byLevels(
  { enterLong, exitLong, enterShort, exitShort, onMissing }: Levels,
  score: Float64Array,
): Float64Array {
  let state = 0
  return score.map((s) => {
    if (Number.isNaN(s)) {
      if (onMissing === 'flat') state = 0
    } else if (state === 0) state = s > enterLong ? 1 : s < enterShort ? -1 : 0
    else if (state === 1) state = s < enterShort ? -1 : s <= exitLong ? 0 : 1
    else state = s > enterLong ? 1 : s >= exitShort ? 0 : -1
    return state
  })
}

/** Calls the law with series of several sizes, holes, runs of equal values and, where there are levels, values exactly at them. */
function overSeries(decision: Decision, law: (decision: Decision, columns: Columns) => string[]): string[] {
  const count = decision.inputs === 'score' ? 1 : decision.inputs.length
  const middles = decision.levels === null ? [0, 50] : [decision.levels.enterLong, decision.levels.enterShort, 0]
  const centres = middles.filter(Number.isFinite)
  return centres.flatMap((centre) =>
    [0.5, 30].flatMap((scale) =>
      law(
        decision,
        Array.from({ length: count }, (_, k) => series(decision.levels, centre, scale, `${centre} ${scale} ${k}`)),
      ),
    ),
  )
}

function series(levels: Levels | null, centre: number, scale: number, name: string): Float64Array {
  const random: RandomStream = randomStream('conformance', 'decision', name)
  const exact = [0, ...(levels ? [levels.enterLong, levels.exitLong, levels.enterShort, levels.exitShort] : [])].filter(
    Number.isFinite,
  )
  let value = centre
  return new Float64Array(ROWS).map(() => {
    const draw = randomInt(random, 12)
    if (draw === 0) return Number.NaN
    if (draw === 1) return exact[randomInt(random, exact.length)]!
    if (draw > 3) value = centre + scale * (random() * 2 - 1)
    return value
  })
}

/** One fresh kernel over all rows, in ranges that end at the cuts. */
function run(decision: Decision, columns: Columns, cuts: readonly number[] = [ROWS]): Float64Array {
  const out = new Float64Array(columns[0]!.length)
  const kernel = decision.kernel()
  let begin = 0
  for (const end of cuts) {
    kernel.advance(columns, out, begin, end)
    begin = end
  }
  return out
}

/** Every call sees only its own range; the rest is NaN, and writes outside of it are lost. */
function runHidden(decision: Decision, columns: Columns, cuts: readonly number[]): Float64Array {
  const out = new Float64Array(ROWS)
  const kernel = decision.kernel()
  let begin = 0
  for (const end of cuts) {
    const window = (column: Float64Array): Float64Array => {
      const copy = new Float64Array(ROWS).fill(Number.NaN)
      copy.set(column.subarray(begin, end), begin)
      return copy
    }
    const intents = new Float64Array(ROWS).fill(Number.NaN)
    kernel.advance(columns.map(window), intents, begin, end)
    out.set(intents.subarray(begin, end), begin)
    if (intents.some((intent, i) => (i < begin || i >= end) && !Number.isNaN(intent))) out.fill(Number.NaN)
    begin = end
  }
  return out
}

/** Ends of ranges that cover the rows, short, long and empty ones. */
function randomCuts(name: string): number[] {
  const random = randomStream('conformance', 'decision', `cuts ${name}`)
  const cuts: number[] = []
  for (let at = 0; at < ROWS; cuts.push(Math.min(at, ROWS)))
    at += randomInt(random, randomInt(random, 2) === 0 ? 3 : 90)
  return [...cuts.slice(0, -1), ROWS]
}

function difference(what: string, got: Float64Array, expected: Float64Array): string[] {
  const at = expected.findIndex((value, i) => !Object.is(value, got[i]))
  return at < 0 ? [] : [`${what}: intent[${at}] is ${got[at]}, not ${expected[at]}`]
}
