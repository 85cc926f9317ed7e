/** The signal plane over few slots and several threads: whoever computes a column, and how often, its bits are the same. */
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Axis } from '../../src/domain/axis.ts'
import { loadScanKernel } from '../../src/engine/kernel/kernel.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import { SignalGraph } from '../../src/engine/signal-graph.ts'
import { type SignalNode, signalNodes } from '../../src/engine/signal-node.ts'
import { allocateSlab, layoutSlab, marketShape, type SlabLayout } from '../../src/engine/slab.ts'
import { SlotDirectory, type SlotLease } from '../../src/engine/slot-directory.ts'
import { readMarket, writeMarket } from '../../src/engine/tape.ts'
import { bitsOf, firstDifference } from './outcome-bits.ts'
import { marketOf, marketRecipe } from './random-market.ts'
import { randomTrial, specOf } from './random-pipeline.ts'
import { testRegistries } from './test-plugins.ts'
import { farmOf } from './three-modes.ts'

const market = marketOf({
  seed: 3,
  bars: 500,
  before: 0,
  intervalMs: 3_600_000,
  offset: 0,
  skips: 0,
  calendar: '24x7',
  instruments: [
    { sigma: 0.02, drift: 0, tick: 0, gaps: 0.1, volume: 40, missing: 0, lotSize: 0, multiplier: 1 },
    { sigma: 0.01, drift: 0, tick: 1, gaps: 0, volume: 40, missing: 0.1, lotSize: 0, multiplier: 1 },
  ],
})
const SPECS = {
  mean: { type: 'sma', period: 9 },
  bands: { type: 'bollinger', input: 'mean', period: 7 },
  again: { type: 'ema', input: 'bands.upper', period: 4 },
}
const ALL = [0, 1].flatMap((k) => [...signalNodes(SPECS, testRegistries.features, market, k).values()])

describe('few slots', () => {
  it('give the bits of many, whichever trials came before', () => {
    const cases = fc.record({
      recipe: marketRecipe.map((recipe) => ({ ...recipe, bars: Math.min(recipe.bars, 300) })),
      trials: fc.array(randomTrial, { minLength: 3, maxLength: 6 }),
      order: fc.array(fc.nat({ max: 1000 }), { minLength: 10, maxLength: 20 }),
    })
    fc.assert(
      fc.property(cases, ({ recipe, trials, order }) => {
        const small = marketOf(recipe)
        const specs = trials.map((trial) => specOf(trial, small))
        const alone = specs.map((spec) => bitsOf(farmOf(small, spec).run()))
        const values = specs.map((value, n) => ({ cell: n, value }))
        const axes: Axis[] = [{ name: 'n', at: 'strategy', plane: 'signal', kind: 'number', values }]
        // Fourteen columns an instrument are the most that one trial needs.
        const columns = 14 * small.bars.length
        const farm = new LocalFarm(small, ([n]) => specs[n!]!, testRegistries, { axes, columns })
        for (const pick of order) {
          const n = pick % specs.length
          expect(firstDifference(alone[n]!, bitsOf(farm.run(Int32Array.of(n))))).toBeUndefined()
        }
      }),
      { numRuns: 40 },
    )
  })
})

/** A slab with the market in it, and what threads need to see it. */
function slab(): {
  graph(owner: number): SignalGraph
  lease: SlotLease
  memory: WebAssembly.Memory
  layout: SlabLayout
} {
  const keys = ALL.flatMap((node) => node.columns)
  const layout = layoutSlab({ ...marketShape(market, 2), slots: keys.length })
  const memory = allocateSlab(layout)
  const outline = writeMarket(memory, layout, market)
  const graph = (owner: number) =>
    new SignalGraph(memory, layout, loadScanKernel(memory), readMarket(memory, layout, outline).tapes, owner)
  const directory = new SlotDirectory(keys.length, graph(0).slotStates)
  return { graph, lease: directory.lease(keys)!, memory, layout }
}

const columnsOf = (graph: SignalGraph, nodes: readonly SignalNode[]): Float64Array[] =>
  nodes.flatMap((node) =>
    node.columns.flatMap((_, output) => {
      const { values, min, max, min2, max2 } = graph.column({ kind: 'node', node, output }, node.instrument)
      return [values, min, max, min2, max2].map((column) => column.slice())
    }),
  )

describe('several threads', () => {
  const reference = slab()
  const whole = reference.graph(0)
  whole.prepare(ALL, reference.lease)
  const expected = columnsOf(whole, ALL)

  it('read what another has computed', () => {
    const { graph, lease } = slab()
    const [first, second] = [graph(0), graph(1)]
    first.prepare(ALL.slice(0, 2), lease)
    second.prepare(ALL, lease)
    first.prepare(ALL, lease)
    expect(columnsOf(first, ALL)).toEqual(expected)
    expect(columnsOf(second, ALL)).toEqual(expected)
  })

  it.each([0, 1, 2])(
    'wait for column %i while another computes it, and compute it themselves when that one dies',
    async (n) => {
      const { graph, lease, memory, layout } = slab()
      const mine = graph(0)
      const slot = lease.find(([key]) => key === ALL[n]!.columns[0])![1]
      expect(mine.slotStates.claim(slot, 7)).toBe(true)
      // Another thread finds out a little later that owner 7 is dead.
      const undertaker = new Worker(
        `const { workerData: { buffer, states, slots } } = require('node:worker_threads')
      const words = new Int32Array(buffer, states, slots)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
      for (let s = 0; s < slots; s++) if (Atomics.compareExchange(words, s, 2 + 7, 0) === 2 + 7) Atomics.notify(words, s)`,
        { eval: true, workerData: { buffer: memory.buffer, states: layout.states, slots: layout.slots } },
      )
      await new Promise((resolve) => undertaker.once('online', resolve))
      mine.prepare(ALL, lease)
      expect(columnsOf(mine, ALL)).toEqual(expected)
      await undertaker.terminate()
    },
  )
})
