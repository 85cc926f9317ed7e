/**
 * The slab: one shared memory that holds a market's columns with their zone maps, feature columns in slots, and scratch for each thread.
 *
 *   | bars of each instrument, zone maps of high, low, close | slot states | slots: column + zone maps | scratch of thread 0 | 1 | …
 *
 * A slot's state is one word: EMPTY → COMPUTING (with its owner) → READY, by compare-and-swap. Who finds a column under way by another
 * thread computes something else first; waits time out and look again, and the pool empties the COMPUTING slots of a thread that died.
 */
import { ExecutionError } from '../core/errors.ts'
import type { Market } from '../domain/market.ts'
import { zonedLength } from './zone-map.ts'

export interface SlabShape {
  readonly bars: number
  readonly instruments: number
  /** Most signal columns of an instrument. Default none. */
  readonly signals?: number
  readonly slots: number
  readonly threads: number
}

/** Byte offsets of the parts. */
export interface SlabLayout extends SlabShape {
  readonly tapeBytes: number
  readonly states: number
  readonly slotBase: number
  readonly slotBytes: number
  readonly scratchBase: number
  readonly scratchBytes: number
  readonly totalBytes: number
}

const PAGE = 65_536
/** A 32-bit WebAssembly memory ends here. */
const MAX_BYTES = 65_536 * PAGE

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Columns of a tape that carry no zone map (t of the clock apart): open, volume, present, signals. */
export function layoutSlab(shape: SlabShape): SlabLayout {
  const { bars, instruments, signals = 0, slots, threads } = shape
  const slotBytes = aligned(zonedLength(bars) * 8)
  const tapeBytes = 3 * slotBytes + (2 + signals) * aligned(bars * 8) + aligned(bars)
  const states = 64 + aligned(bars * 8) + instruments * tapeBytes
  const slotBase = aligned(states + slots * 4)
  const scratchBase = slotBase + slots * slotBytes
  // Change list (bar numbers and intents) of each instrument, one score column with zone maps and one intent column.
  const scratchBytes = instruments * (aligned(bars * 4) + aligned(bars * 8)) + 2 * slotBytes
  const totalBytes = scratchBase + threads * scratchBytes
  return { ...shape, tapeBytes, states, slotBase, slotBytes, scratchBase, scratchBytes, totalBytes }
}

/** The shape of a market's slab, slots apart. */
export const marketShape = ({ t, bars }: Market, threads: number): Omit<SlabShape, 'slots'> => ({
  bars: t.length,
  instruments: bars.length,
  signals: Math.max(0, ...bars.map((it) => Object.keys(it.signals ?? {}).length)),
  threads,
})

/** How many slots a byte budget leaves room for. Errors: ExecutionError E_MEMORY_BUDGET when not even `needed` fit. */
export function slotsWithin(
  budgetBytes: number,
  shape: Omit<SlabShape, 'slots'>,
  wanted: number,
  needed: number,
): number {
  const bytes = Math.min(budgetBytes, MAX_BYTES)
  const slotBytes = layoutSlab({ ...shape, slots: 1 }).slotBytes
  const fixed = layoutSlab({ ...shape, slots: 0 }).totalBytes
  const room = Math.floor((bytes - fixed - 64) / (slotBytes + 4))
  if (room >= needed) return Math.min(room, wanted)
  const megabytes = Math.ceil(layoutSlab({ ...shape, slots: needed }).totalBytes / 1e6)
  throw new ExecutionError(
    'E_MEMORY_BUDGET',
    `one trial needs ${needed} feature columns over ${shape.bars} bars: ${megabytes} MB, the budget is ${Math.floor(bytes / 1e6)} MB`,
    `Give --memory ${megabytes}MB or more, a shorter window, or fewer threads.`,
  )
}

/** Shared memory for a layout. */
export function allocateSlab(layout: SlabLayout): WebAssembly.Memory {
  const pages = Math.ceil(layout.totalBytes / PAGE)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

const EMPTY = 0
const READY = 1
/** COMPUTING by owner o is 2 + o. */
const COMPUTING = 2

/** State words of the slots, shared by all threads. */
export class SlotStates {
  private readonly words: Int32Array

  constructor(memory: WebAssembly.Memory, layout: SlabLayout) {
    this.words = new Int32Array(memory.buffer, layout.states, layout.slots)
  }

  isReady(slot: number): boolean {
    return Atomics.load(this.words, slot) === READY
  }

  /** True when this thread is now the one to compute the slot. */
  claim(slot: number, owner: number): boolean {
    return Atomics.compareExchange(this.words, slot, EMPTY, COMPUTING + owner) === EMPTY
  }

  publish(slot: number): void {
    Atomics.store(this.words, slot, READY)
    Atomics.notify(this.words, slot)
  }

  /** Waits until another thread's slot changes, at most `ms`. */
  await(slot: number, ms: number): void {
    const state = Atomics.load(this.words, slot)
    if (state >= COMPUTING) Atomics.wait(this.words, slot, state, ms)
  }

  empty(slot: number): void {
    Atomics.store(this.words, slot, EMPTY)
    Atomics.notify(this.words, slot)
  }

  /** Empties what a dead thread was computing. */
  abandon(owner: number): void {
    for (let slot = 0; slot < this.words.length; slot++) {
      if (Atomics.compareExchange(this.words, slot, COMPUTING + owner, EMPTY) === COMPUTING + owner) {
        Atomics.notify(this.words, slot)
      }
    }
  }
}
