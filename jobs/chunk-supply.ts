/**
 * Plan minus committed, as chunks. Gaps are cut lazily in plan order, so a plan of any length costs a few ranges. Chunks that killed
 * their thread come back as halves; a single trial that did is a suspect, tried once more when nothing else runs, and then condemned.
 */

import type { IntegerRange } from '../src/core/integer-ranges.ts'
import { IntegerRanges } from '../src/core/integer-ranges.ts'
import type { ChunkSizer } from './chunk-sizer.ts'

export class ChunkSupply {
  readonly #planned: number
  readonly #sizer: ChunkSizer
  /** Committed, given out or held as suspect. */
  readonly #taken = new IntegerRanges()
  readonly #halves: IntegerRange[] = []
  readonly #suspects: IntegerRange[] = []
  readonly #triedAlone = new Set<number>()

  constructor(planned: number, committed: IntegerRanges, sizer: ChunkSizer) {
    this.#planned = planned
    this.#sizer = sizer
    for (const { from, to } of committed.ranges()) this.#taken.add(from, to)
  }

  /** Trials in the plan that were not yet given out. */
  get remaining(): number {
    return this.#planned - this.#taken.count
  }

  /**
   * The next chunk, or null when there is none to give at the moment.
   * @param alone nothing else is in work: only then are suspects given out.
   */
  next(alone: boolean): IntegerRange | null {
    const half = this.#halves.pop()
    if (half !== undefined) return half
    const gap = this.#taken.firstGap(0, this.#planned)
    if (gap === null) return alone ? this.#nextSuspect() : null
    const chunk = { from: gap.from, to: this.#sizer.endOf(gap.from, gap.to, this.remaining) }
    this.#taken.add(chunk.from, chunk.to)
    return chunk
  }

  /** The queue had no room for it after all. */
  putBack(chunk: IntegerRange): void {
    this.#halves.push(chunk)
  }

  /** A chunk was lost with its thread. Returns what becomes of it. */
  lost({ from, to }: IntegerRange): 'halved' | 'suspected' | 'condemned' {
    if (to - from > 1) {
      const middle = from + Math.ceil((to - from) / 2)
      this.#halves.push({ from: middle, to }, { from, to: middle })
      return 'halved'
    }
    if (this.#triedAlone.has(from)) return 'condemned'
    this.#suspects.push({ from, to })
    return 'suspected'
  }

  #nextSuspect(): IntegerRange | null {
    const suspect = this.#suspects.shift() ?? null
    if (suspect !== null) this.#triedAlone.add(suspect.from)
    return suspect
  }
}
