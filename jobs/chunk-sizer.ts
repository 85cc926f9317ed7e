/**
 * How many trials a chunk gets. Big enough that dispatch and commit (a few ms) vanish, small enough that the end of a run keeps all
 * threads busy and a crash costs little: about half a second of CPU, first ones small, growing as trials show what they cost.
 */
export interface SizerOptions {
  /** Trials, or `auto`. */
  readonly chunkSize: number | 'auto'
  readonly threads: number
  /** About how much one trial's row takes in memory, bytes (8 for each day and metric). A chunk's rows stay below 16 MiB. */
  readonly bytesPerTrial: number
}

const TARGET_MS = 500
const FIRST = 4
const GROWTH = 8
/** Ends of chunks fall on multiples of this, so that chunks of several sessions line up instead of overlapping. */
const QUANTUM = 16
const MAX_BYTES = 16 * 1024 * 1024

export class ChunkSizer {
  readonly #options: SizerOptions
  #msPerTrial = 0
  #largestSeen = 0

  constructor(options: SizerOptions) {
    this.#options = options
  }

  /** CPU milliseconds a trial takes by what was seen lately; 0 before the first observation. */
  get msPerTrial(): number {
    return this.#msPerTrial
  }

  /** A chunk of `trials` took this much CPU. */
  observe(trials: number, cpuMs: number): void {
    if (trials < 1 || cpuMs <= 0) return
    const seen = cpuMs / trials
    // A small chunk's time is mostly its commit, so bigger ones count for more.
    const weight = this.#msPerTrial === 0 ? 1 : trials >= this.#largestSeen ? 0.5 : 0.1
    this.#msPerTrial += weight * (seen - this.#msPerTrial)
    this.#largestSeen = Math.max(this.#largestSeen, trials)
  }

  /** End of the chunk that starts at `from` in a gap up to `gapEnd`, when `remaining` trials of the plan are not yet given out. */
  endOf(from: number, gapEnd: number, remaining: number): number {
    const { chunkSize } = this.#options
    const size = chunkSize === 'auto' ? this.#automatic(remaining) : chunkSize
    const step = chunkSize === 'auto' ? powerOfTwoUpTo(Math.min(size, QUANTUM)) : size
    const aligned = Math.floor((from + size) / step) * step
    return Math.min(gapEnd, aligned > from ? aligned : aligned + step)
  }

  #automatic(remaining: number): number {
    const { threads, bytesPerTrial } = this.#options
    const byTime = this.#msPerTrial === 0 ? FIRST : Math.min(TARGET_MS / this.#msPerTrial, this.#largestSeen * GROWTH)
    const byBalance = remaining / (4 * threads)
    return Math.max(1, Math.floor(Math.min(byTime, byBalance, MAX_BYTES / Math.max(1, bytesPerTrial))))
  }
}

function powerOfTwoUpTo(n: number): number {
  let power = 1
  while (power * 2 <= n) power *= 2
  return power
}
