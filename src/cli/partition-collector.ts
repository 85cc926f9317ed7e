/** Collects bars by partition in bounded memory: what does not fit goes to the staging folder until its partition is written. */
import { type BarBuffer, barBuffer, readBar } from '../data/bar-buffer.ts'
import { type BarRow, emptyRow } from '../data/bar-rows.ts'
import { concatBars } from '../data/merge-bars.ts'
import { partitionOf, partitionRange } from '../data/partitions.ts'
import type { BarColumns } from '../domain/dataset.ts'
import type { DatasetWriter } from '../io/dataset-writer.ts'

export interface PartitionCollector {
  push(row: Readonly<BarRow>): void
  /** Partitions seen, in order of time. */
  partitions(): string[]
  /** All bars of a partition, in the order in which they came; frees its memory. */
  take(partition: string): BarColumns
}

/** Bars held in memory, 48 bytes each. */
const HELD_BARS = 2_000_000

/** Cost: O(1) a bar; a bar that is spilled is written and read once more. */
export function partitionCollector(
  intervalMs: number,
  writer: Pick<DatasetWriter, 'spill' | 'unspill'>,
  heldBars = HELD_BARS,
): PartitionCollector {
  const buffers = new Map<string, BarBuffer>()
  const seen = new Set<string>()
  let held = 0
  let [current, from, to] = [barBuffer(1), 0, 0] // Most bars belong to the partition of the bar before.
  const spillAll = (): void => {
    for (const [partition, buffer] of buffers) writer.spill(partition, toRows(buffer.columns()))
    buffers.clear()
    ;[held, from, to] = [0, 0, 0]
  }
  const select = (t: number): void => {
    const partition = partitionOf(t, intervalMs)
    seen.add(partition)
    current = buffers.get(partition) ?? barBuffer()
    buffers.set(partition, current)
    ;[from, to] = partitionRange(partition)
  }
  return {
    push(row) {
      if (held === heldBars) spillAll()
      if (!(row.t >= from && row.t < to)) select(row.t)
      current.push(row)
      held++
    },
    partitions: () => [...seen].sort(),
    take(partition) {
      const buffer = buffers.get(partition)
      buffers.delete(partition)
      if (buffer) held -= buffer.length
      ;[from, to] = [0, 0]
      const spilled = fromRows(writer.unspill(partition))
      return buffer ? concatBars(spilled, buffer.columns(), partition) : spilled
    },
  }
}

const WIDTH = 6

function toRows(bars: BarColumns): Float64Array {
  const rows = new Float64Array(bars.t.length * WIDTH)
  const row = emptyRow()
  for (let i = 0; i < bars.t.length; i++) {
    const { t, open, high, low, close, volume } = readBar(bars, i, row)
    rows.set([t, open, high, low, close, volume], i * WIDTH)
  }
  return rows
}

function fromRows(rows: Float64Array): BarColumns {
  const buffer = barBuffer(Math.max(1, rows.length / WIDTH))
  const row = emptyRow()
  for (let at = 0; at < rows.length; at += WIDTH) {
    row.t = rows[at]!
    row.open = rows[at + 1]!
    row.high = rows[at + 2]!
    row.low = rows[at + 3]!
    row.close = rows[at + 4]!
    row.volume = rows[at + 5]!
    buffer.push(row)
  }
  return buffer.columns()
}
