/**
 * A set of non-negative integers kept as sorted, disjoint, half-open ranges [from, to). Adding in almost sorted order, as commits
 * arrive, keeps it at a handful of ranges however many integers it covers.
 */
export interface IntegerRange {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

export class IntegerRanges {
  readonly #from: number[] = []
  readonly #to: number[] = []
  #count = 0

  /** How many integers are in the set. */
  get count(): number {
    return this.#count
  }

  /** Adds [from, to) and returns how many of its integers are new. O(log ranges) to find the place, O(ranges) to insert. */
  add(from: number, to: number): number {
    if (!(from < to)) return 0
    const first = this.#firstEndingAtOrAfter(from)
    let last = first
    let covered = 0
    let start = from
    let end = to
    while (last < this.#from.length && this.#from[last]! <= to) {
      start = Math.min(start, this.#from[last]!)
      end = Math.max(end, this.#to[last]!)
      covered += Math.max(0, Math.min(to, this.#to[last]!) - Math.max(from, this.#from[last]!))
      last++
    }
    this.#from.splice(first, last - first, start)
    this.#to.splice(first, last - first, end)
    this.#count += to - from - covered
    return to - from - covered
  }

  /** True when every integer of [from, to) is in the set. */
  covers(from: number, to: number): boolean {
    if (!(from < to)) return true
    const at = this.#firstEndingAtOrAfter(to)
    return at < this.#from.length && this.#from[at]! <= from
  }

  /** The first gap of [from, to): the integers there that are missing, up to the next present one; null when none is missing. */
  firstGap(from: number, to: number): IntegerRange | null {
    let start = from
    let at = this.#firstEndingAtOrAfter(from)
    for (; at < this.#from.length && this.#from[at]! <= start; at++) start = Math.max(start, this.#to[at]!)
    if (start >= to) return null
    return { from: start, to: at < this.#from.length ? Math.min(to, this.#from[at]!) : to }
  }

  /** All ranges in order. */
  ranges(): IntegerRange[] {
    return this.#from.map((from, i) => ({ from, to: this.#to[i]! }))
  }

  #firstEndingAtOrAfter(value: number): number {
    let low = 0
    let high = this.#to.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#to[middle]! < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
