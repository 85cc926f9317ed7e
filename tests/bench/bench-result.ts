/** What an entry measures. */
import type { Agreement } from './measure.ts'

export interface BenchSettings {
  /** Rounds that count, ≥ 1. */
  readonly rounds: number
}

export interface BenchResult {
  readonly trials: number
  readonly bars: number
  readonly tradesPerTrial: number
  /** Least time of all trials, columns apart. */
  readonly ms: number
  readonly fusedMs?: number
  readonly agreement?: Agreement
}
