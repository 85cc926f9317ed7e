/** What an entry is asked for and what it measures. */
import type { Agreement } from './measure.ts'

export interface BenchSettings {
  /** Rounds that count, ≥ 1. */
  readonly rounds: number
  /** Only each so-many-th chunk of the plan, ≥ 1. */
  readonly every: number
  /** A smoke run: sizes that are for show too. */
  readonly quick: boolean
  /** Folder of the built C programs. */
  readonly yardstick?: string
}

export interface BenchResult {
  readonly trials: number
  readonly bars: number
  readonly tradesPerTrial: number
  /** Least time of all trials, columns apart unless the note says otherwise. */
  readonly ms: number
  readonly fusedMs?: number
  readonly agreement?: Agreement
  /** What the target is about, when it is not ms / fusedMs. */
  readonly measured?: number
  readonly note?: string
}

/** The bound that an entry's measured number is held to. */
export interface Target {
  readonly most?: number
  readonly least?: number
  /** Unit of the measured number; left out: a ratio to the fused loop. */
  readonly unit?: string
}

export interface BenchEntry {
  readonly name: string
  readonly target?: Target
  run(settings: BenchSettings): BenchResult | Promise<BenchResult>
}

/** An entry's result as the table and the JSON file have it. */
export interface BenchRow extends BenchResult {
  readonly name: string
  readonly target?: Target
  /** Of the entry's own process. */
  readonly peakRssMb: number
}

/** What the target bounds: the stated number, or the ratio to the fused loop. */
export function measuredOf({ measured, ms, fusedMs }: BenchResult): number | undefined {
  return measured ?? (fusedMs === undefined ? undefined : ms / fusedMs)
}

/** Undefined without a target or a number. */
export function withinTarget(row: BenchRow): boolean | undefined {
  const measured = measuredOf(row)
  if (row.target === undefined || measured === undefined) return undefined
  const { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY } = row.target
  return measured <= most && measured >= least
}
