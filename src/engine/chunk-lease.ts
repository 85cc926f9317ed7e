/** The slots that a chunk may use while it runs. Plain data: it travels to the chunk's thread. */
import type { SlotStates } from './slab.ts'
import { type ColumnKey, SlotDirectory, type SlotLease } from './slot-directory.ts'

export interface ChunkLease {
  /** The slots belong to the chunk alone and have no columns yet; else each has its column, shared with other chunks. */
  readonly own: boolean
  readonly slots: SlotLease
}

/** Hands out a chunk's own slots to one batch of trials after another. */
export class OwnSlots {
  private readonly slots: readonly number[]
  private readonly directory: SlotDirectory

  constructor(lease: SlotLease, states: Pick<SlotStates, 'empty'>) {
    const slots = lease.map(([, slot]) => slot)
    this.slots = slots
    this.directory = new SlotDirectory(slots.length, { empty: (n) => states.empty(slots[n]!) })
  }

  get size(): number {
    return this.slots.length
  }

  /** @param keys distinct, at most `size`. Slots of the batch before are used again. */
  assign(keys: readonly ColumnKey[]): SlotLease {
    const lease = this.directory.lease(keys)
    if (!lease) throw new RangeError(`${keys.length} columns do not fit ${this.slots.length} slots`)
    this.directory.release(lease)
    return lease.map(([key, n]) => [key, this.slots[n]!] as const)
  }
}
