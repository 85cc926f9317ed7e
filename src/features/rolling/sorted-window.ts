/**
 * The last `period` values in ascending order. A new value takes the place of the oldest one; only what lies between the two moves.
 * Cost: two binary searches and at most `period` moves a value; 8 bytes a bar of the period; no allocation.
 */
export class SortedWindow {
  private readonly sorted: Float64Array
  private count = 0

  /** period: integer ≥ 1. */
  constructor(period: number) {
    this.sorted = new Float64Array(period)
  }

  /** As if nothing had been added. */
  restart(): void {
    this.count = 0
  }

  /** Whether it holds `period` values: from then on use `replace`. */
  get full(): boolean {
    return this.count === this.sorted.length
  }

  /** Adds a value (finite) while the window is not full. */
  add(x: number): void {
    this.move(this.count, this.countBelow(x), x)
    this.count++
  }

  /** Replaces `old`, which must be in the window. */
  replace(old: number, x: number): void {
    const hole = this.countBelow(old)
    const place = this.countBelow(x)
    this.move(hole, place > hole ? place - 1 : place, x)
  }

  /** How many values are less than x. */
  countBelow(x: number): number {
    const { sorted } = this
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sorted[middle]! < x) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many values are at most x. */
  countUpTo(x: number): number {
    const { sorted } = this
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sorted[middle]! <= x) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Shifts what lies between the hole and the place by one, and puts x there. */
  private move(hole: number, place: number, x: number): void {
    const { sorted } = this
    for (let j = hole; j > place; j--) sorted[j] = sorted[j - 1]!
    for (let j = hole; j < place; j++) sorted[j] = sorted[j + 1]!
    sorted[place] = x
  }
}
