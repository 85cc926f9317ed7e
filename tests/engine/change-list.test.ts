/** Change lists: the fast form writes the list of the plain form, whatever the model, the decision, the columns and the first bar. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../src/decision/contract.ts'
import { ChangeScratch, fillChanges, plainChanges } from '../../src/engine/change-list.ts'
import { loadScanKernel } from '../../src/engine/kernel/kernel.ts'
import type { ChangeList } from '../../src/engine/pipeline.ts'
import { allocateSlab, layoutSlab } from '../../src/engine/slab.ts'
import { type ZonedColumn, zoned, zonedView } from '../../src/engine/zone-map.ts'
import type { Model } from '../../src/model/contract.ts'
import { zonesOf } from './kernel-memory.ts'
import { columnOf, columnRecipe } from './random-column.ts'
import { testRegistries } from './test-plugins.ts'

const { models, decisions } = testRegistries
const NAMES = ['a', 'b', 'c']

const anyModel: fc.Arbitrary<Model> = fc.oneof(
  fc.constant(models['pass-through']!.bind({ input: 'a' })),
  fc.constant(models.difference!.bind({ inputs: ['a', 'b'] })),
  fc
    .array(fc.constantFrom(-2, -0.5, 0, 0.25, 1), { minLength: 1, maxLength: 3 })
    .map((weights) => models.linear!.bind({ inputs: NAMES.slice(0, weights.length), weights, bias: 0.25 })),
)

const threshold: fc.Arbitrary<Decision> = fc
  .record({
    sides: fc.constantFrom('long', 'short', 'both'),
    middle: fc.constantFrom(0, 1, -0.75),
    enter: fc.constantFrom(0, 0, 0.25, 2),
    exit: fc.constantFrom(0, 0, 0.5, 3),
    onMissing: fc.constantFrom('hold', 'flat'),
  })
  .map(({ sides, middle, enter, exit, onMissing }) =>
    decisions.threshold!.bind({
      sides,
      enterLong: middle + enter,
      exitLong: middle + enter - exit,
      enterShort: middle - enter,
      exitShort: middle - enter + exit,
      onMissing,
    }),
  )

/** Those without levels take the plain way themselves. */
const anyDecision: fc.Arbitrary<Decision> = fc.oneof(
  { weight: 8, arbitrary: threshold },
  { weight: 1, arbitrary: fc.constant(decisions.crossover!.bind({ sides: 'both' })) },
  { weight: 1, arbitrary: fc.constant(decisions.columns!.bind({ enter: 'a', exit: 'b' })) },
  { weight: 1, arbitrary: fc.constant(decisions.steps!.bind({ column: 'a', scale: 1 })) },
)

/** A thread's scratch with a column in each of three slots. */
class Bench {
  readonly scratch: ChangeScratch
  readonly columns: readonly ZonedColumn[]
  readonly kernel

  constructor(values: readonly Float64Array[]) {
    const bars = values[0]!.length
    const layout = layoutSlab({ bars, instruments: 2, slots: values.length, threads: 2 })
    const memory = allocateSlab(layout)
    this.kernel = loadScanKernel(memory)
    this.scratch = new ChangeScratch(memory, layout, 1)
    this.columns = values.map((column, slot) => {
      const view = zonedView(memory.buffer, layout.slotBase + slot * layout.slotBytes, bars)
      view.values.set(column)
      this.kernel.zoneMap(view.values.byteOffset, bars, ...zonesOf(view))
      return view
    })
  }

  /** The plain and the fast list of one instrument each. */
  both(model: Model, decision: Decision, start: number, columns = this.columns): [ChangeList, ChangeList] {
    const [plain, fast] = this.scratch.lists as [ChangeList, ChangeList]
    const inputs = columns.slice(0, decision.inputs === 'score' ? model.inputs.length : decision.inputs.length)
    plainChanges(this.scratch, plain, model, decision, inputs, start)
    this.scratch.score.values.fill(12_345) // What the plain form has left must not help.
    fillChanges(this.kernel, this.scratch, fast, model, decision, inputs, start)
    return [plain, fast]
  }
}

const entries = ({ bars, intents, count }: ChangeList) =>
  Array.from({ length: count }, (_, n) => [bars[n], intents[n]] as const)

describe('the fast form', () => {
  it('writes the list of the plain form', () => {
    let changes = 0
    const cases = fc.record({
      recipes: fc.tuple(columnRecipe, columnRecipe, columnRecipe),
      model: anyModel,
      decision: anyDecision,
      start: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4300 })),
    })
    fc.assert(
      fc.property(cases, ({ recipes, model, decision, start }) => {
        const bench = new Bench(recipes.map((recipe) => columnOf({ ...recipe, bars: recipes[0].bars })))
        const [plain, fast] = bench.both(model, decision, start)
        expect(entries(fast)).toEqual(entries(plain))
        changes += plain.count
      }),
      { numRuns: 600 },
    )
    expect(changes).toBeGreaterThan(5000)
  })

  it('reads columns that are not in the slab where they are', () => {
    const seen = Float64Array.from({ length: 100 }, (_, i) => (i % 10 < 5 ? 1 : -1))
    const bench = new Bench([new Float64Array(100), new Float64Array(100)])
    const columns = [zoned(seen), zoned(new Float64Array(100))]
    for (const model of [
      models['pass-through']!.bind({ input: 'a' }),
      models.difference!.bind({ inputs: NAMES.slice(0, 2) }),
    ]) {
      const [plain, fast] = bench.both(model, decisions.threshold!.bind({}), 0, columns)
      expect(entries(fast)).toEqual(Array.from({ length: 20 }, (_, n) => [5 * n, n % 2 === 0 ? 1 : 0]))
      expect(entries(fast)).toEqual(entries(plain))
    }
  })
})

describe('a list', () => {
  const values = Float64Array.of(1, 1, Number.NaN, -1, -1, 1, 1, 0, 1)
  const bench = new Bench([values, values.map((value) => -value)])
  const model = models['pass-through']!.bind({ input: 'a' })
  const listOf = (params: object, start: number) => {
    const [plain, fast] = bench.both(model, decisions.threshold!.bind(params), start)
    expect(entries(fast)).toEqual(entries(plain))
    return entries(plain)
  }

  it('holds the bars on which the intent changes, from 0 on', () => {
    expect(listOf({ sides: 'both' }, 0)).toEqual([
      [0, 1],
      [3, -1],
      [5, 1],
      [7, 0],
      [8, 1],
    ])
  })

  it('knows nothing of the bars before the first that decides', () => {
    // A score within the hysteresis keeps the state of the bar before; at the start that is flat.
    expect(listOf({ enterLong: 0.5, exitLong: -0.5 }, 7)).toEqual([[8, 1]])
    expect(listOf({ enterLong: 0.5, exitLong: -0.5 }, 6)).toEqual([[6, 1]])
  })

  it('goes flat on a missing score when told to', () => {
    expect(listOf({ onMissing: 'flat' }, 0).slice(0, 2)).toEqual([
      [0, 1],
      [2, 0],
    ])
  })

  it('is empty when nothing decides: a warm-up as long as the market, or longer', () => {
    for (const start of [9, 10, 1e6]) expect(listOf({}, start)).toEqual([])
  })
})
