/**
 * Parts of a trial, bound once for each distinct value: a part's key is the values of the axes that touch it, so a sweep of 100 × 100
 * parses 200 feature specs, not 10,000 strategies.
 */
import type { Axis } from '../domain/axis.ts'

/** Axes whose path lies at, below or above the part's path. `strategy.params` and `strategy` itself touch every part of the strategy. */
export function axesTouching(axes: readonly Axis[], path: string): number[] {
  const touching: number[] = []
  axes.forEach((axis, n) => {
    const below = axis.at === path || axis.at.startsWith(`${path}.`)
    const above = path.startsWith(`${axis.at}.`)
    const everywhere =
      path.startsWith('strategy.') && (axis.at === 'strategy.params' || axis.at.startsWith('strategy.params.'))
    if (below || above || everywhere) touching.push(n)
  })
  return touching
}

export class PartCache<T> {
  private readonly axes: readonly number[]
  private readonly sizes: readonly number[]
  private readonly bind: (ordinals: Int32Array) => T
  private readonly bound = new Map<number, T>()

  /** @param touching numbers of the axes that the part depends on. */
  constructor(axes: readonly Axis[], touching: readonly number[], bind: (ordinals: Int32Array) => T) {
    this.axes = touching
    this.sizes = touching.map((n) => axes[n]!.values.length)
    this.bind = bind
  }

  /** Number of the part's value among all combinations of its axes. */
  keyOf(ordinals: Int32Array): number {
    let key = 0
    for (let n = 0; n < this.axes.length; n++) key = key * this.sizes[n]! + ordinals[this.axes[n]!]!
    return key
  }

  get(ordinals: Int32Array): T {
    const key = this.keyOf(ordinals)
    let part = this.bound.get(key)
    if (part === undefined) {
      part = this.bind(ordinals)
      this.bound.set(key, part)
      // A space with very many account-plane values must not fill the heap.
      if (this.bound.size > 100_000) this.bound.clear()
    }
    return part
  }
}
