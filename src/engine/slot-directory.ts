/**
 * Which column lives in which slot: the one writer that leases slots to chunks. Slots of a running chunk are leased; others keep their
 * columns until they are needed, least recently used first.
 */
import type { SlotStates } from './slab.ts'

/** A column to have, by its node's key and output number. */
export type ColumnKey = string

/** Column key → slot. Plain pairs, so that a lease can travel to a thread. */
export type SlotLease = readonly (readonly [ColumnKey, number])[]

export class SlotDirectory {
  private readonly states: Pick<SlotStates, 'empty'>
  private readonly slotOf = new Map<ColumnKey, number>()
  private readonly keyOf: (ColumnKey | undefined)[]
  private readonly leases: Int32Array
  private readonly lastUse: Float64Array
  private uses = 0

  constructor(slots: number, states: Pick<SlotStates, 'empty'>) {
    this.states = states
    this.keyOf = new Array(slots)
    this.leases = new Int32Array(slots)
    this.lastUse = new Float64Array(slots)
  }

  get slots(): number {
    return this.leases.length
  }

  /** Leases a slot for every key (distinct); undefined when too many are leased to others at the moment. */
  lease(keys: readonly ColumnKey[]): SlotLease | undefined {
    const present = keys.filter((key) => this.slotOf.has(key))
    for (const key of present) this.leases[this.slotOf.get(key)!]!++
    const missing = keys.filter((key) => !this.slotOf.has(key))
    const free = this.leastRecent(missing.length)
    if (free.length < missing.length) {
      for (const key of present) this.leases[this.slotOf.get(key)!]!--
      return undefined
    }
    missing.forEach((key, n) => {
      const slot = free[n]!
      const old = this.keyOf[slot]
      if (old !== undefined) this.slotOf.delete(old)
      this.states.empty(slot)
      this.keyOf[slot] = key
      this.slotOf.set(key, slot)
      this.leases[slot] = 1
    })
    const lease = keys.map((key) => [key, this.slotOf.get(key)!] as const)
    for (const [, slot] of lease) this.lastUse[slot] = ++this.uses
    return lease
  }

  release(lease: SlotLease): void {
    for (const [, slot] of lease) this.leases[slot]!--
  }

  private leastRecent(count: number): number[] {
    const free: number[] = []
    for (let slot = 0; slot < this.leases.length; slot++) if (this.leases[slot] === 0) free.push(slot)
    const empty = (slot: number) => (this.keyOf[slot] === undefined ? 0 : 1)
    free.sort((a, b) => empty(a) - empty(b) || this.lastUse[a]! - this.lastUse[b]! || a - b)
    return free.slice(0, count)
  }
}
