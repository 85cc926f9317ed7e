/**
 * The laws of a feature as a check for its author: `checkFeature(definition, params, bars)` lists what it breaks, in words.
 * It needs no test runner, so it serves plug-ins outside this repository as well as the registry here.
 *
 * Laws: parameters strict and described · any split into ranges gives the same bits · a prefix of the bars gives a prefix of the outputs ·
 * NaN exactly before each output's warm-up, also when nothing moves · reads only [begin − lookback, end), writes only [begin, end) · indices
 * only address · a missing input restarts · kernels share no state · inputs are left alone · no exception.
 */
import { toJSONSchema } from 'zod'
import { type RandomStream, randomInt, randomStream } from '../core/seeded-streams.ts'
import type { BarColumn } from '../domain/market.ts'
import type { Feature, FeatureDefinition, RangeKernel } from './contract.ts'
import { isBarColumn } from './feature-order.ts'

/** Equally long columns, finite everywhere. At least three times the feature's longest warm-up and lookback, or too little is seen. */
export type ConformanceBars = Readonly<Record<BarColumn, Float64Array>>

type Columns = readonly Float64Array[]

/** Violations of the laws, one line each; empty when the feature keeps them. Never throws. Cost: some 30 passes over the bars. */
export function checkFeature(definition: FeatureDefinition, params: unknown, bars: ConformanceBars): string[] {
  const violations = checkParameters(definition, params)
  let feature: Feature
  try {
    feature = definition.bind(params)
  } catch (error) {
    return [...violations, `bind refuses the parameters: ${String(error)}`]
  }
  violations.push(...checkShape(feature))
  const inputs = feature.inputs.map((name) => bars[isBarColumn(name) ? name : 'close'])
  const rows = bars.close.length
  const needed = 3 * Math.max(...feature.warmup, feature.lookback, 1) + 3
  if (rows < needed) violations.push(`too few bars to judge: ${rows}, needed ${needed}`)
  if (violations.length > 0) return violations
  for (const [law, check] of LAWS) {
    try {
      violations.push(...check(feature, cut(inputs, 0, rows), rows).map((violation) => `${law}: ${violation}`))
    } catch (error) {
      violations.push(`${law}: threw ${String(error)}`)
    }
  }
  return violations
}

const LAWS: readonly (readonly [string, (feature: Feature, inputs: Columns, rows: number) => string[]])[] = [
  ['range split', checkSplits],
  ['prefix', checkPrefixes],
  ['warm-up', checkWarmup],
  ['window', checkWindows],
  ['moved window', checkMovedWindows],
  ['missing input', checkRestarts],
  ['shared state', checkInterleaved],
]

function checkParameters(definition: FeatureDefinition, params: unknown): string[] {
  const violations: string[] = []
  const surplus = { ...(params as Record<string, unknown>), noSuchParameter: 1 }
  if (definition.schema.safeParse(surplus).success) violations.push('parameters: the schema takes an unknown key')
  try {
    definition.bind(surplus)
    violations.push('parameters: bind takes an unknown key')
  } catch {} // As it must.
  try {
    const { properties = {} } = toJSONSchema(definition.schema, { io: 'input' })
    for (const [name, rule] of Object.entries(properties)) {
      const described = typeof rule === 'object' && (rule.description ?? '') !== ''
      if (!described) violations.push(`parameters: "${name}" has no description`)
    }
  } catch (error) {
    violations.push(`parameters: the schema has no JSON form: ${String(error)}`)
  }
  return violations
}

function checkShape({ outputs, warmup, lookback }: Feature): string[] {
  const violations: string[] = []
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0
  if (outputs.length === 0) violations.push('shape: no outputs')
  if (new Set(outputs).size < outputs.length) violations.push(`shape: two outputs share a name: ${outputs.join(', ')}`)
  if (outputs.some((name) => name === '' || name.includes('.')))
    violations.push('shape: an output name is empty or has a dot')
  if (warmup.length !== outputs.length)
    violations.push(`shape: ${outputs.length} outputs but ${warmup.length} warm-ups`)
  if (!warmup.every(isCount)) violations.push(`shape: a warm-up is no count: ${warmup.join(', ')}`)
  if (!isCount(lookback)) violations.push(`shape: the lookback is no count: ${lookback}`)
  return violations
}

function checkSplits(feature: Feature, inputs: Columns, rows: number): string[] {
  const kept = inputs.map((column) => column.slice())
  const whole = run(feature, inputs, rows)
  const changed = inputs.some((column, k) => column.some((value, i) => !Object.is(value, kept[k]![i])))
  if (changed) return ['the kernel writes into its inputs']
  const violations = firstDifference(feature, 'a call per bar', run(feature, inputs, rows, eachBar(rows)), whole)
  violations.push(...firstDifference(feature, 'a second run', run(feature, inputs, rows), whole))
  for (let k = 0; k < RANDOM_SPLITS; k++) {
    const cuts = randomCuts(rows, `split ${k}`)
    violations.push(...firstDifference(feature, `cuts at ${cuts.join(' ')}`, run(feature, inputs, rows, cuts), whole))
  }
  return violations.slice(0, 3)
}

function checkPrefixes(feature: Feature, inputs: Columns, rows: number): string[] {
  const whole = run(feature, inputs, rows)
  const lengths = [1, Math.max(...feature.warmup) + 1, rows - 1, ...randomCuts(rows, 'prefix').slice(0, -1)]
  return lengths.flatMap((length) => {
    const short = run(feature, cut(inputs, 0, length), length)
    return firstDifference(feature, `the first ${length} bars alone (look-ahead?)`, short, cut(whole, 0, length))
  })
}

function checkWarmup(feature: Feature, inputs: Columns, rows: number): string[] {
  const flat = inputs.map((column) => new Float64Array(rows).fill(column[0]!))
  const cases = [
    ['', run(feature, inputs, rows)],
    [' of equal bars', run(feature, flat, rows)],
  ] as const
  return cases.flatMap(([when, columns]) =>
    feature.outputs.flatMap((output, j) => {
      const warmup = feature.warmup[j]!
      const early = columns[j]!.findIndex((value, i) => i < warmup && !Number.isNaN(value))
      const late = columns[j]!.findIndex((value, i) => i >= warmup && !Number.isFinite(value))
      const violations: string[] = []
      if (early >= 0) violations.push(`${output}[${early}]${when} has a value before its warm-up of ${warmup}`)
      if (late >= 0) violations.push(`${output}[${late}]${when} is ${columns[j]![late]} after its warm-up of ${warmup}`)
      return violations
    }),
  )
}

/** Every call sees only [begin − lookback, end) of inputs and outputs; the rest is NaN, and must come back untouched. */
function checkWindows(feature: Feature, inputs: Columns, rows: number): string[] {
  const whole = run(feature, inputs, rows)
  const written = feature.outputs.map(() => new Float64Array(rows))
  const kernel = feature.kernel()
  const violations: string[] = []
  let begin = 0
  for (const end of randomCuts(rows, 'window')) {
    const from = Math.max(0, begin - feature.lookback)
    const seenInputs = inputs.map((column) => windowOf(column, from, end))
    const seenOutputs = written.map((column) => windowOf(column, from, begin))
    const before = seenOutputs.map((column) => column.slice())
    kernel.advance(seenInputs, seenOutputs, begin, end)
    seenOutputs.forEach((column, j) => {
      const outside = column.findIndex((value, i) => (i < begin || i >= end) && !Object.is(value, before[j]![i]))
      if (outside >= 0) violations.push(`row ${outside} is written by a call over [${begin}, ${end})`)
      written[j]!.set(column.subarray(begin, end), begin)
    })
    begin = end
  }
  violations.push(
    ...firstDifference(feature, `bars older than the lookback of ${feature.lookback} hidden`, written, whole),
  )
  return violations.slice(0, 3)
}

/** The same through short arrays that begin at begin − lookback, as live keeps them. */
function checkMovedWindows(feature: Feature, inputs: Columns, rows: number): string[] {
  const whole = run(feature, inputs, rows)
  const written = feature.outputs.map(() => new Float64Array(rows))
  const kernel = feature.kernel()
  let begin = 0
  for (const end of randomCuts(rows, 'moved')) {
    const from = Math.max(0, begin - feature.lookback)
    const outputs = cut(written, from, end)
    kernel.advance(cut(inputs, from, end), outputs, begin - from, end - from)
    outputs.forEach((column, j) => {
      written[j]!.set(column, from)
    })
    begin = end
  }
  return firstDifference(feature, 'arrays that begin at begin − lookback', written, whole)
}

/** After a missing input everything is as if the series began behind it. */
function checkRestarts(feature: Feature, inputs: Columns, rows: number): string[] {
  const longest = Math.max(...feature.warmup) + 1
  const places = [0, 1, longest - 1, longest, 2 * longest].filter((at) => at < rows)
  return inputs.flatMap((_, k) =>
    places.flatMap((at, p) => {
      const broken = inputs.map((column) => column.slice())
      broken[k]![at] = MISSING[p % MISSING.length]!
      const expected = feature.outputs.map(() => new Float64Array(rows).fill(Number.NaN))
      const before = run(feature, cut(inputs, 0, at), at)
      const after = run(feature, cut(inputs, at + 1, rows), rows - at - 1)
      expected.forEach((column, j) => {
        column.set(before[j]!)
        column.set(after[j]!, at + 1)
      })
      const what = `${feature.inputs[k]}[${at}] = ${broken[k]![at]}`
      return firstDifference(feature, what, run(feature, broken, rows, randomCuts(rows, what)), expected)
    }),
  )
}

/** Two kernels of one feature, fed in turn with different bars, each give what they give alone. */
function checkInterleaved(feature: Feature, inputs: Columns, rows: number): string[] {
  const reversed = inputs.map((column) => column.slice().reverse())
  const lanes = [inputs, reversed].map((columns) => ({
    columns,
    kernel: feature.kernel(),
    outputs: feature.outputs.map(() => new Float64Array(rows)),
  }))
  let begin = 0
  for (const end of randomCuts(rows, 'interleaved')) {
    for (const { kernel, columns, outputs } of lanes) kernel.advance(columns, outputs, begin, end)
    begin = end
  }
  return lanes.flatMap(({ columns, outputs }) =>
    firstDifference(feature, 'two kernels in turn', outputs, run(feature, columns, rows)),
  )
}

const RANDOM_SPLITS = 5
const MISSING = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e150]

/** One fresh kernel over all rows, in ranges that end at the cuts. */
function run(feature: Feature, inputs: Columns, rows: number, cuts: readonly number[] = [rows]): Float64Array[] {
  const outputs = feature.outputs.map(() => new Float64Array(rows))
  const kernel: RangeKernel = feature.kernel()
  let begin = 0
  for (const end of cuts) {
    kernel.advance(inputs, outputs, begin, end)
    begin = end
  }
  return outputs
}

const eachBar = (rows: number): number[] => Array.from({ length: rows }, (_, i) => i + 1)

/** Ends of ranges that cover the rows: some of length 1 or 0, some long. */
function randomCuts(rows: number, name: string): number[] {
  const random: RandomStream = randomStream('conformance', 'feature', name)
  const cuts: number[] = []
  for (let at = 0; at < rows; cuts.push(at))
    at += randomInt(random, randomInt(random, 2) === 0 ? 3 : 1 + Math.ceil(rows / 4))
  cuts[cuts.length - 1] = rows
  return cuts
}

const cut = (columns: Columns, from: number, to: number): Float64Array[] =>
  columns.map((column) => column.slice(from, to))

/** A copy of full length with NaN everywhere but in [from, to). */
function windowOf(column: Float64Array, from: number, to: number): Float64Array {
  const copy = new Float64Array(column.length).fill(Number.NaN)
  copy.set(column.subarray(from, to), from)
  return copy
}

/** At most one line: where the columns first differ in a bit. */
function firstDifference(feature: Feature, what: string, got: Columns, expected: Columns): string[] {
  for (let j = 0; j < expected.length; j++) {
    const i = expected[j]!.findIndex((value, at) => !Object.is(value, got[j]![at]))
    if (i >= 0) return [`${what}: ${feature.outputs[j]}[${i}] is ${got[j]![i]}, not ${expected[j]![i]}`]
  }
  return []
}
