/** How far a sweep is, for a progress bar or a log line. */

export interface SweepProgress {
  readonly phase: 'computing' | 'compacting' | 'done'
  readonly planned: number
  /** Trials committed or finished in a chunk that is still running. */
  readonly done: number
  readonly committed: number
  /** Trials that earlier sessions had committed. */
  readonly resumedFrom: number
  /** Over the last ten seconds. */
  readonly trialsPerSecond: number
  /** Null while nothing is known. */
  readonly etaMs: number | null
  readonly failed: number
  readonly quarantined: number
  /** Chunks that were computed twice with equal results. */
  readonly duplicates: number
  /** Shards committed in this session. */
  readonly commits: number
  readonly elapsedMs: number
}

/** Things worth a log line. */
export type SweepEvent =
  | { readonly kind: 'damaged-shard'; readonly from: number; readonly to: number; readonly reason: string }
  | {
      readonly kind: 'chunk-lost'
      readonly from: number
      readonly to: number
      readonly reason: string
      readonly detail: string
      readonly fate: 'halved' | 'suspected' | 'condemned'
    }
  | { readonly kind: 'quarantined'; readonly index: number; readonly reason: string }
  | { readonly kind: 'store-pause'; readonly code: string; readonly message: string }
  | { readonly kind: 'duplicate'; readonly from: number; readonly to: number }

const WINDOW_MS = 10_000

/** Trials per second over the last ten seconds. */
export class RateMeter {
  readonly #samples: { at: number; done: number }[] = []

  /** @param at milliseconds of a monotonic clock. */
  observe(at: number, done: number): void {
    this.#samples.push({ at, done })
    // The newest sample outside the window stays: the rate needs something to start from.
    while (this.#samples.length > 2 && this.#samples[1]!.at < at - WINDOW_MS) this.#samples.shift()
  }

  get perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (first === undefined || last === undefined || last.at <= first.at) return 0
    return Math.max(0, ((last.done - first.done) / (last.at - first.at)) * 1000)
  }
}
