/** L1. New bars into a partition that may exist already. */
import { DataError } from '../core/errors.ts'
import { formatTime } from '../core/time.ts'
import type { BarColumns } from '../domain/dataset.ts'
import { concatBars, type OnConflict, orderBars, sameBars } from './merge-bars.ts'
import type { Repair } from './validate-bars.ts'

export interface PartitionChange {
  readonly bars: BarColumns
  /** False when the partition holds all of it already, bit for bit. */
  readonly changed: boolean
}

/**
 * Orders the new bars of a partition, which may come from several files, each time once; `what` names them in messages.
 * Errors: E_BAR_CONFLICT, unless `keep-first-duplicate` is asked for.
 */
export function orderNewBars(
  added: BarColumns,
  what: string,
  repairs: ReadonlySet<Repair>,
  onRepair: (repair: Repair, rows: number) => void,
): BarColumns {
  const { bars, identical, conflicts } = orderBars(
    added,
    repairs.has('keep-first-duplicate') ? 'first' : sourceConflict(what),
  )
  if (identical > 0) onRepair('drop-identical-duplicates', identical)
  if (conflicts > 0) onRepair('keep-first-duplicate', conflicts)
  return bars
}

/**
 * Joins new bars, in order, with those of the dataset. Bars of the same time must be equal, unless `replace` lets the new ones win.
 * Errors: E_IMPORT_CONFLICT, E_IMPORT_VOLUME.
 */
export function updatePartition(
  existing: BarColumns | null,
  added: BarColumns,
  what: string,
  replace: boolean,
): PartitionChange {
  if (!existing) return { bars: added, changed: true }
  const joined = concatBars(existing, added, what)
  const { bars } = orderBars(joined, replace ? 'last' : datasetConflict(what))
  return { bars, changed: !sameBars(bars, existing) }
}

const sourceConflict =
  (what: string): OnConflict =>
  (t, first, second) => {
    throw new DataError(
      'E_BAR_CONFLICT',
      `${what} (t=${formatTime(t)}): a second bar with other values: ${first}, then ${second}`,
      'give only one source for each time, or --repair keep-first-duplicate',
    )
  }

const datasetConflict =
  (what: string): OnConflict =>
  (t, first, second) => {
    throw new DataError(
      'E_IMPORT_CONFLICT',
      `${what} (t=${formatTime(t)}): the dataset has ${first}, the source ${second}`,
      'import with --replace to let the source win, or into another dataset',
    )
  }
