import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marketFromColumns } from '../../src/data/market-from-columns.ts'
import { allocateSlab, layoutSlab, marketShape } from '../../src/engine/slab.ts'
import { readMarket, writeMarket } from '../../src/engine/tape.ts'

const DAY = 86_400_000

/** A market whose every number is another one, so that columns that overlap show. */
function marketOf(bars: number, signals: readonly (readonly string[])[], volume: boolean) {
  let next = 1
  const column = () => Float64Array.from({ length: bars }, () => next++)
  return marketFromColumns({
    t: Float64Array.from({ length: bars }, (_, i) => (i + 1) * DAY),
    interval: '1d',
    instruments: signals.map((names, k) => {
      const [low, open, close, high] = [column(), column(), column(), column()]
      // Low, open, close and high of a bar in their order.
      const prices = { low, open, close, high }
      return {
        symbol: `I${k}`,
        ...prices,
        ...(volume && { volume: column() }),
        signals: Object.fromEntries(names.map((name) => [name, column()])),
      }
    }),
  })
}

describe('a market in the slab', () => {
  it('is read as it was written, signals included, whatever their number', () => {
    const names = fc.uniqueArray(fc.constantFrom('buy', 'sell', 'mood', 'x'), { maxLength: 4 })
    const property = fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.array(names, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (bars, signals, volume) => {
        const market = marketOf(bars, signals, volume)
        const layout = layoutSlab({ ...marketShape(market, 1), slots: 1 })
        const memory = allocateSlab(layout)
        const outline = structuredClone(writeMarket(memory, layout, market))
        const read = readMarket(memory, layout, outline)
        expect(read.market).toEqual({ ...market, bars: market.bars.map((it) => ({ signals: {}, ...it })) })
        expect(read.market.bars.every(({ close }) => close.buffer === memory.buffer)).toBe(true)
      },
    )
    fc.assert(property, { numRuns: 60, seed: 2 })
  })
})
