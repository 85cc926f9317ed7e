/** The signal plane computes what is distinct, once, and hands the same bits to every trial however its columns are held. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Axis, AxisValue } from '../../src/domain/axis.ts'
import type { ResultBatch } from '../../src/domain/result-batch.ts'
import type { PluginSpec } from '../../src/domain/strategy-spec.ts'
import { ChangeScratch, fillChanges, plainChanges } from '../../src/engine/change-list.ts'
import { TrialEvaluator } from '../../src/engine/chunk-evaluator.ts'
import type { ChunkLease } from '../../src/engine/chunk-lease.ts'
import { loadScanKernel } from '../../src/engine/kernel/kernel.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import type { SignalNode } from '../../src/engine/signal-node.ts'
import { allocateSlab, layoutSlab } from '../../src/engine/slab.ts'
import { axesTouching, PartCache } from '../../src/engine/trial-cache.ts'
import { zoned, zonedView } from '../../src/engine/zone-map.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { allMetrics } from '../../src/reporting/registry.ts'
import { bitsOf, firstDifference } from './outcome-bits.ts'
import { columnOf, columnRecipe } from './random-column.ts'
import { axis, BASE, market, numbers, spaceOf, specWith } from './sma-cross-grid.ts'
import { testRegistries } from './test-plugins.ts'

const farmOver = (axes: readonly Axis[], columns = 512) =>
  new LocalFarm(market, specWith(axes), testRegistries, { axes, columns })

describe('a grid', () => {
  it('of 100 × 100 averages has 200 columns', () => {
    const axes = [
      axis('strategy.features.fast.period', numbers(2, 100)),
      axis('strategy.features.slow.period', numbers(110, 100)),
    ]
    const farm = farmOver(axes)
    const seen = new Set<SignalNode>()
    const columns = new Set<string>()
    for (let fast = 0; fast < 100; fast++) {
      for (let slow = 0; slow < 100; slow++) {
        const trial = farm.strategyEngine.assemble(Int32Array.of(fast, slow))
        farm.strategyEngine.nodes(trial, seen, (node) => {
          for (const key of node.columns) columns.add(key)
        })
      }
    }
    expect([seen.size, columns.size]).toEqual([200, 200])
  })

  it('names a computation by what it is, not by what a strategy calls it', () => {
    const axes = [
      axis('strategy.features.fast.period', numbers(2, 10)),
      axis('strategy.features.slow.period', numbers(2, 10)),
    ]
    const farm = farmOver(axes)
    const keysOf = (fast: number, slow: number): string[] => {
      const keys: string[] = []
      const trial = farm.strategyEngine.assemble(Int32Array.of(fast, slow))
      farm.strategyEngine.nodes(trial, new Set(), (node) => keys.push(...node.columns))
      return keys
    }
    expect(keysOf(3, 7)).toEqual(keysOf(7, 3).reverse())
    expect(new Set(keysOf(4, 4)).size).toBe(1)
    expect(keysOf(3, 7)).not.toContain(keysOf(4, 4)[0])
  })
})

describe('axes over whole parts', () => {
  const labelled = (...values: readonly unknown[]): AxisValue[] => values.map((value, n) => ({ cell: `v${n}`, value }))
  const stop = (distance: number): Record<string, PluginSpec> => ({ stop: { type: 'stop-loss', distance } })

  it.each<[string, readonly Axis[]]>([
    ['a parameter of a rule', [axis('strategy.risk.rules', labelled({}, stop(0.01), stop(0.03)), 'account')]],
    ['the account', [axis('account.initialCash', numbers(1000, 3, 500), 'account')]],
    ['a feature', [axis('strategy.features.fast', labelled({ type: 'ema', period: 9 }, { type: 'sma', period: 3 }))]],
    [
      'all features',
      [
        axis(
          'strategy.features',
          labelled(BASE.strategy.features, {
            fast: { type: 'sma', input: 'slow', period: 4 },
            slow: { type: 'ema', period: 30 },
          }),
        ),
        axis('strategy.decision', labelled({ type: 'threshold' }, { type: 'crossover', sides: 'both' })),
      ],
    ],
    [
      'parts of both planes',
      [
        axis('strategy.features.fast.period', numbers(3, 3, 4)),
        axis('strategy.model', labelled(BASE.strategy.model, { type: 'difference', inputs: ['slow', 'fast'] })),
        axis('strategy.execution.fees.takerBps', numbers(0, 2, 50), 'account'),
        axis(
          'strategy.risk.sizer',
          labelled({ type: 'fixed-quantity', quantity: 3 }, BASE.strategy.risk.sizer),
          'account',
        ),
      ],
    ],
  ])('%s: every trial is what its own spec alone gives', (_name, axes) => {
    const farm = farmOver(axes)
    const { decode, count } = spaceOf(axes)
    const ordinals = new Int32Array(axes.length)
    const different = new Set<string>()
    for (let index = 0; index < count; index++) {
      decode(index, ordinals)
      const spec = specWith(axes)(ordinals)
      const alone = bitsOf(new LocalFarm(market, () => spec, testRegistries, { columns: 8 }).run())
      expect(firstDifference(bitsOf(farm.run(ordinals)), alone)).toBeUndefined()
      different.add(JSON.stringify(alone))
    }
    expect(different.size).toBe(count)
  })
})

describe('PartCache', () => {
  const axes = [
    axis('strategy.features.fast.period', numbers(0, 3)),
    axis('account.initialCash', numbers(0, 4), 'account'),
  ]

  it('binds once for each combination of the axes that touch the part', () => {
    const bound: number[][] = []
    const cache = new PartCache(axes, axesTouching(axes, 'account'), (ordinals) => bound.push([...ordinals]))
    const got = new Set<number>()
    for (let a = 0; a < 3; a++) for (let b = 0; b < 4; b++) got.add(cache.get(Int32Array.of(a, b)))
    expect(bound).toEqual([0, 1, 2, 3].map((b) => [0, b]))
    expect(got.size).toBe(4)
    const both = new PartCache(axes, [0, 1], () => null)
    const keys = new Set<number>()
    for (let a = 0; a < 3; a++) for (let b = 0; b < 4; b++) keys.add(both.keyOf(Int32Array.of(a, b)))
    expect(keys.size).toBe(12)
  })

  it('is touched from at, below and above its path, not by a longer name', () => {
    const at = (path: string) => axesTouching([axis(path, numbers(0, 1))], 'strategy.features.fast').length === 1
    expect(
      ['strategy.features.fast', 'strategy.features.fast.period', 'strategy.features', 'strategy'].map(at),
    ).toEqual([true, true, true, true])
    expect(['strategy.params', 'strategy.params.fast'].map(at)).toEqual([true, true])
    expect(['strategy.features.faster', 'strategy.features.slow.period', 'account'].map(at)).toEqual([
      false,
      false,
      false,
    ])
  })
})

it('change lists are the same in their plain and their fast form', () => {
  const sides = fc.constantFrom('long', 'short', 'both')
  const models = [
    { type: 'difference', inputs: ['close', 'open'] },
    { type: 'pass-through', input: 'close' },
    { type: 'linear', inputs: ['close', 'open'], weights: [1, -0.5], bias: 0.25 },
  ]
  let changes = 0
  const draw = fc.record({
    a: columnRecipe,
    b: columnRecipe,
    n: fc.nat({ max: 2 }),
    sides,
    start: fc.nat({ max: 1100 }),
    onMissing: fc.constantFrom('hold', 'flat'),
  })
  fc.assert(
    fc.property(draw, ({ a, b, n, sides: side, start, onMissing }) => {
      const { bars } = a
      const layout = layoutSlab({ bars, instruments: 1, slots: 2, threads: 2 })
      const memory = allocateSlab(layout)
      const kernel = loadScanKernel(memory)
      const [fast, plain] = [new ChangeScratch(memory, layout, 0), new ChangeScratch(memory, layout, 1)]
      const inputs = [a, { ...b, bars }].map((recipe, slot) => {
        const column = zonedView(memory.buffer, layout.slotBase + slot * layout.slotBytes, bars)
        const { values, min, max, min2, max2 } = zoned(columnOf(recipe))
        column.values.set(values)
        column.min.set(min)
        column.max.set(max)
        column.min2.set(min2)
        column.max2.set(max2)
        return column
      })
      const { type, ...params } = models[n]!
      const model = testRegistries.models[type]!.bind(params)
      const levels = { sides: side, enterLong: 1, exitLong: 0, enterShort: -1, exitShort: 0, onMissing }
      const decision = testRegistries.decisions.threshold!.bind(levels)
      const from = Math.min(start, bars)
      fillChanges(kernel, fast, fast.lists[0]!, model, decision, inputs, from)
      plainChanges(plain, plain.lists[0]!, model, decision, inputs, from)
      const { count } = plain.lists[0]!
      changes += count
      expect(fast.lists[0]!.count).toBe(count)
      expect(fast.lists[0]!.bars.subarray(0, count)).toEqual(plain.lists[0]!.bars.subarray(0, count))
      expect(fast.lists[0]!.intents.subarray(0, count)).toEqual(plain.lists[0]!.intents.subarray(0, count))
    }),
    { numRuns: 300, seed: 20_240_106 },
  )
  expect(changes).toBeGreaterThan(1000)
})

describe('rows of a chunk', () => {
  const axes = [
    axis('strategy.features.fast.period', numbers(2, 6)),
    axis('strategy.features.slow.period', numbers(10, 5, 7)),
    axis('account.initialCash', numbers(1000, 2, 9000), 'account'),
  ]

  it('are the same from shared slots, and from so few slots of its own that it runs in batches', () => {
    const shared = rowsOf((farm) => {
      const trials = Array.from({ length: 60 }, (_, index) => {
        const ordinals = new Int32Array(3)
        spaceOf(axes).decode(index, ordinals)
        return farm.strategyEngine.assemble(ordinals)
      })
      return { own: false, slots: farm.prepare(trials) }
    })
    expect(shared.rows).toBe(60)
    expect(new Set(shared.status)).toEqual(new Set(['ok']))
    for (const slots of [2, 3, 5, 11]) expect(rowsOf(() => ownSlots(slots))).toEqual(shared)
  })

  it('need at least the columns of one trial', () => {
    expect(() => rowsOf(() => ownSlots(1))).toThrow(expect.objectContaining({ code: 'E_MEMORY_BUDGET' }))
  })

  const ownSlots = (count: number): ChunkLease => ({
    own: true,
    slots: Array.from({ length: count }, (_, n) => ['', 15 - n] as const),
  })

  function rowsOf(leaseOf: (farm: LocalFarm) => ChunkLease): ResultBatch {
    const farm = farmOver(axes, 16)
    const evaluator = new TrialEvaluator({
      space: spaceOf(axes),
      strategyEngine: farm.strategyEngine,
      backtestEngine: farm.backtestEngine,
      graph: farm.graph,
      trialId: (ordinals) => [...ordinals].join('-'),
      metrics: allMetrics,
      context: metricContext({ periodsPerYear: 365 }),
      keepReturns: true,
    })
    evaluator.accept(leaseOf(farm))
    const never = () => false
    return evaluator.evaluate(0, 60, never, () => {})!
  }
})
