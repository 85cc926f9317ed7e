/** Slots of the slab: claimed once, emptied after a death, leased least recently used first, within a byte budget. */
import { describe, expect, it } from 'vitest'
import { OwnSlots } from '../../src/engine/chunk-lease.ts'
import { allocateSlab, layoutSlab, SlotStates, slotsWithin } from '../../src/engine/slab.ts'
import { SlotDirectory, type SlotLease } from '../../src/engine/slot-directory.ts'

const SHAPE = { bars: 1000, instruments: 2, threads: 2 }
const slotsOf = (lease: SlotLease | undefined) => lease?.map(([, slot]) => slot)

/** States of a slab with four slots, as two threads see them. */
function fourSlots(): [SlotStates, SlotStates] {
  const layout = layoutSlab({ ...SHAPE, slots: 4 })
  const memory = allocateSlab(layout)
  return [new SlotStates(memory, layout), new SlotStates(memory, layout)]
}

describe('a slot', () => {
  it('is claimed by one owner, and ready for all once that one has published', () => {
    const [mine, theirs] = fourSlots()
    expect([mine.claim(2, 0), theirs.claim(2, 1), mine.claim(2, 0)]).toEqual([true, false, false])
    expect(theirs.isReady(2)).toBe(false)
    mine.publish(2)
    expect([mine.isReady(2), theirs.isReady(2), theirs.claim(2, 1)]).toEqual([true, true, false])
    expect([0, 1, 3].map((slot) => theirs.isReady(slot))).toEqual([false, false, false])
  })

  it('is free again when its owner has died; others keep theirs', () => {
    const [mine, theirs] = fourSlots()
    theirs.claim(0, 1)
    mine.claim(1, 0)
    theirs.claim(2, 1)
    theirs.publish(2)
    mine.abandon(1)
    expect(mine.claim(0, 0)).toBe(true)
    expect(theirs.claim(1, 1)).toBe(false)
    expect(mine.isReady(2)).toBe(true)
  })

  it('is awaited no longer than it is said, and not at all when nobody computes it', () => {
    const [mine, theirs] = fourSlots()
    theirs.await(3, 60_000)
    mine.claim(3, 0)
    theirs.await(3, 1)
    mine.publish(3)
    theirs.await(3, 60_000)
    expect(theirs.isReady(3)).toBe(true)
  })
})

describe('a directory', () => {
  it('gives slots of columns that are not leased to others, least recently used first, and empties them', () => {
    const emptied: number[] = []
    const directory = new SlotDirectory(3, { empty: (slot) => emptied.push(slot) })
    for (const key of ['a', 'b', 'c']) directory.release(directory.lease([key])!)
    expect(emptied).toEqual([0, 1, 2])
    directory.release(directory.lease(['a'])!)
    expect(slotsOf(directory.lease(['d']))).toEqual([1])
    expect(slotsOf(directory.lease(['a', 'e']))).toEqual([0, 2])
    expect(emptied).toEqual([0, 1, 2, 1, 2])
  })

  it('refuses what does not fit beside running chunks, and then leaves every lease as it was', () => {
    const directory = new SlotDirectory(2, { empty: () => {} })
    const first = directory.lease(['a', 'b'])!
    expect(directory.lease(['a', 'c'])).toBeUndefined()
    directory.release(first)
    expect(slotsOf(directory.lease(['c', 'd']))).toEqual([0, 1])
  })

  it('keeps a column that two chunks lease until both are done', () => {
    const directory = new SlotDirectory(1, { empty: () => {} })
    const [first, second] = [directory.lease(['a'])!, directory.lease(['a'])!]
    directory.release(first)
    expect(directory.lease(['b'])).toBeUndefined()
    directory.release(second)
    expect(slotsOf(directory.lease(['b']))).toEqual([0])
  })
})

it("a chunk's own slots are the ones it was given, used again for the next batch", () => {
  const emptied: number[] = []
  const lease = [
    ['', 7],
    ['', 4],
  ] as const
  const own = new OwnSlots(lease, { empty: (slot) => emptied.push(slot) })
  expect(own.size).toBe(2)
  expect(own.assign(['a', 'b'])).toEqual([
    ['a', 7],
    ['b', 4],
  ])
  expect(own.assign(['c', 'b'])).toEqual([
    ['c', 7],
    ['b', 4],
  ])
  expect(emptied).toEqual([7, 4, 7])
  expect(() => own.assign(['a', 'b', 'c'])).toThrow('3 columns do not fit 2 slots')
})

describe('a byte budget', () => {
  it('leaves room for as many slots as a slab of that size can hold', () => {
    const budget = 1_000_000
    const slots = slotsWithin(budget, SHAPE, 1000, 1)
    expect(layoutSlab({ ...SHAPE, slots }).totalBytes).toBeLessThanOrEqual(budget)
    expect(layoutSlab({ ...SHAPE, slots: slots + 1 }).totalBytes).toBeGreaterThan(budget)
    expect(slotsWithin(budget, SHAPE, 5, 1)).toBe(5)
  })

  it('that does not hold one trial is refused with the number that would', () => {
    const budget = 1_000_000
    const room = slotsWithin(budget, SHAPE, 1000, 1)
    const refused = () => slotsWithin(budget, SHAPE, 1000, room + 200)
    expect(refused).toThrow(expect.objectContaining({ code: 'E_MEMORY_BUDGET' }))
    expect(refused).toThrow(`needs ${room + 200} feature columns over 1000 bars`)
  })

  it('never goes beyond what a 32-bit memory can address', () => {
    const slots = slotsWithin(2 ** 40, { bars: 1_000_000, instruments: 1, threads: 1 }, 1e6, 1)
    expect(layoutSlab({ bars: 1_000_000, instruments: 1, threads: 1, slots }).totalBytes).toBeLessThanOrEqual(2 ** 32)
  })
})

it('parts of a slab do not overlap and begin on cache lines', () => {
  for (const bars of [1, 33, 1024, 4097]) {
    const layout = layoutSlab({ bars, instruments: 3, slots: 5, threads: 2 })
    const { states, slotBase, slotBytes, scratchBase, scratchBytes, totalBytes } = layout
    expect(slotBase).toBeGreaterThanOrEqual(states + 5 * 4)
    expect(scratchBase).toBe(slotBase + 5 * slotBytes)
    expect(totalBytes).toBe(scratchBase + 2 * scratchBytes)
    for (const offset of [states, slotBase, slotBytes, scratchBase, scratchBytes]) expect(offset % 64).toBe(0)
  }
})
