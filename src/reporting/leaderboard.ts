/**
 * The best K rows by one metric, out of any number of batches, in memory for K rows.
 *
 * A binary heap with the worst kept row at its root: most rows of a long sweep are turned away by one comparison. Sorting everything
 * is rejected: a million trials do not fit.
 * Order: by the metric, rows where it is undefined last, equal ones by trialId; the same rows in any order and any batches give the same board.
 */
import type { ResultBatch } from '../domain/result-batch.ts'
import type { Metric } from './contract.ts'

export type SortOrder = 'ascending' | 'descending'

/** One trial on the board. */
export interface RankedRow {
  /** 1 is the best. */
  readonly rank: number
  readonly index: number
  readonly trialId: string
  readonly status: string
  readonly reason: string
  /** By axis, in the space's order. */
  readonly axes: ReadonlyMap<string, number | string>
  /** By metric name, null where undefined. */
  readonly metrics: Readonly<Record<string, number | null>>
}

export interface Ranking {
  /** Name of a metric that the batches hold. */
  readonly by: string
  readonly order: SortOrder
  /** K ≥ 1. */
  readonly top: number
}

/** The order in which a metric ranks when none is asked for: best first. */
export const naturalOrder = (metric: Metric): SortOrder => (metric.direction < 0 ? 'ascending' : 'descending')

type Kept = Omit<RankedRow, 'rank'> & { readonly key: number }

export class Leaderboard {
  readonly ranking: Ranking
  /** Root: the worst of the kept. */
  readonly #heap: Kept[] = []
  readonly #ids = new Set<string>()
  readonly #sign: number

  constructor(ranking: Ranking) {
    this.ranking = ranking
    this.#sign = ranking.order === 'descending' ? -1 : 1
  }

  /** Takes in a batch. A trial that is on the board already (overlapping shards hold it twice) is skipped. Cost: O(rows + kept log K). */
  add(batch: ResultBatch): void {
    const column = batch.metrics.find(({ name }) => name === this.ranking.by)
    for (let row = 0; row < batch.rows; row++) {
      const value = column === undefined ? Number.NaN : column.values[row]!
      // Smaller keys come first, undefined ones last.
      const key = Number.isNaN(value) ? Number.POSITIVE_INFINITY : this.#sign * value
      const trialId = batch.trialId[row]!
      if (this.#heap.length >= this.ranking.top && !precedes({ key, trialId }, this.#heap[0]!)) continue
      if (this.#ids.has(trialId)) continue
      this.#keep({ ...rowOf(batch, row), key })
    }
  }

  /** The board so far, best first. */
  rows(): readonly RankedRow[] {
    const sorted = [...this.#heap].sort((a, b) => (precedes(a, b) ? -1 : 1))
    return sorted.map(({ key: _, ...row }, i) => ({ rank: i + 1, ...row }))
  }

  #keep(row: Kept): void {
    const heap = this.#heap
    this.#ids.add(row.trialId)
    if (heap.length < this.ranking.top) {
      heap.push(row)
      siftUp(heap)
      return
    }
    this.#ids.delete(heap[0]!.trialId)
    heap[0] = row
    siftDown(heap)
  }
}

type Place = Pick<Kept, 'key' | 'trialId'>

const precedes = (a: Place, b: Place): boolean => a.key < b.key || (a.key === b.key && a.trialId < b.trialId)

function siftUp(heap: Kept[]): void {
  let child = heap.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!precedes(heap[parent]!, heap[child]!)) return
    swap(heap, parent, child)
    child = parent
  }
}

function siftDown(heap: Kept[]): void {
  let parent = 0
  for (;;) {
    let worst = parent
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && precedes(heap[worst]!, heap[child]!)) worst = child
    }
    if (worst === parent) return
    swap(heap, parent, worst)
    parent = worst
  }
}

function swap(heap: Kept[], i: number, j: number): void {
  const moved = heap[i]!
  heap[i] = heap[j]!
  heap[j] = moved
}

function rowOf(batch: ResultBatch, row: number): Omit<RankedRow, 'rank'> {
  const metrics: Record<string, number | null> = {}
  for (const { name, values } of batch.metrics) metrics[name] = Number.isNaN(values[row]) ? null : values[row]!
  return {
    index: batch.from + row,
    trialId: batch.trialId[row]!,
    status: batch.status[row]!,
    reason: batch.reason[row]!,
    axes: new Map(batch.axes.map(({ name, values }) => [name, values[row]!])),
    metrics,
  }
}
