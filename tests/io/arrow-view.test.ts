/** The slab's columns as Arrow: the same memory, also seen from another thread. */
import { expect, it } from 'vitest'
import { dayEnds } from '../../src/data/day-ends.ts'
import type { Market } from '../../src/domain/market.ts'
import { allocateSlab, layoutSlab, marketShape } from '../../src/engine/slab.ts'
import { readMarket, writeMarket } from '../../src/engine/tape.ts'
import { arrowView } from '../../src/io/arrow-view.ts'
import { barsFrom, HOUR, instrument, START } from '../data/bars-of.ts'

const { t, ...bars } = barsFrom(START, 101, HOUR)
const present = new Uint8Array(101).fill(1)
present[7] = 0
const market: Market = {
  bars: [
    { instrument: instrument('A'), ...bars, present },
    { instrument: instrument('B'), ...bars, volume: null, present: null },
  ],
  t,
  intervalMs: HOUR,
  first: 24,
  calendar: '24x7',
  periodsPerYear: 365,
  dayEnds: dayEnds(t, HOUR, 24, '24x7'),
  hash: 'abc',
}

it('is the memory of the slab, not a copy', () => {
  const layout = layoutSlab({ ...marketShape(market, 1), slots: 1 })
  const memory = allocateSlab(layout)
  const outline = writeMarket(memory, layout, market)
  const shared = readMarket(memory, layout, structuredClone(outline)).market
  const table = arrowView(shared, 0)
  expect(table.schema.fields.map(({ name }) => name)).toEqual([
    't',
    'open',
    'high',
    'low',
    'close',
    'volume',
    'present',
  ])
  for (const { name } of table.schema.fields) {
    const [data, ...more] = table.getChild(name)!.data
    expect(more).toEqual([])
    expect((data!.values as Float64Array).buffer).toBe(memory.buffer)
  }
  // A thread that reads the same slab writes: the table sees it.
  readMarket(memory, layout, outline).market.bars[0]!.close[3] = 123.25
  expect(table.getChild('close')!.get(3)).toBe(123.25)
  expect(arrowView(shared, 1).numCols).toBe(5)
})
