/**
 * `data import`: sources → rows → rules → partitions → dataset. Rows are streamed; nothing of the dataset changes before every row of
 * every file has passed.
 */
import { basename } from 'node:path'
import { DataError } from '../core/errors.ts'
import { barIntake, checkQuarantine, type OnBadRow, type QuarantinedRow } from '../data/bar-intake.ts'
import { barTimes, type TimeUnit } from '../data/bar-times.ts'
import { columnBars } from '../data/column-bars.ts'
import { csvBars } from '../data/csv-bars.ts'
import type { TextFormat } from '../data/csv-layouts.ts'
import { checkName } from '../data/dataset-names.ts'
import { checkClaims, fileClaims } from '../data/file-claims.ts'
import { partitionOf } from '../data/partitions.ts'
import type { DateOrder } from '../data/time-text.ts'
import type { OnRepair, Repair } from '../data/validate-bars.ts'
import type { Calendar, Instrument } from '../domain/market.ts'
import { arrowBatches } from '../io/arrow-file.ts'
import { type DatasetWriter, openDatasetWriter } from '../io/dataset-writer.ts'
import { parquetBatches } from '../io/parquet-file.ts'
import { checkChecksum, openText, sourceKind } from '../io/source-file.ts'
import { type PartitionCollector, partitionCollector } from './partition-collector.ts'
import { checkedInterval } from './synthesise-bars.ts'
import { type RepairCounts, type SeriesWrite, writeSeries } from './write-series.ts'

export interface ImportOptions {
  readonly root: string
  readonly dataset: string
  /** Unset fields keep what the dataset says, or become: currency USD, no steps, multiplier 1. */
  readonly instrument: Pick<Instrument, 'symbol'> & Partial<Instrument>
  readonly interval: string
  readonly format: TextFormat | 'parquet' | 'arrow'
  readonly unit: TimeUnit
  readonly timeZone: string | undefined
  readonly dateOrder: DateOrder | undefined
  readonly priceScale: number
  readonly onBadRow: OnBadRow
  /** Most rows that may be quarantined, as a fraction of all. */
  readonly quarantineLimit: number
  readonly repairs: ReadonlySet<Repair>
  readonly replace: boolean
  /** Undefined: what the dataset says, or 24x7, and 365 or 252 days a year. */
  readonly calendar: Calendar | undefined
  readonly periodsPerYear: number | undefined
  readonly source: string | undefined
  readonly licence: string | undefined
  readonly nowMs: number
}

export interface ImportReport {
  readonly rows: number
  readonly bars: number
  readonly from: number
  readonly to: number
  /** Partitions written, and those that held all of it already. */
  readonly written: number
  readonly unchanged: number
  readonly quarantined: Readonly<Record<string, number>>
  readonly quarantineFile: string | null
  readonly repairs: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Imports files of bars of one instrument. Errors: E_IMPORT_*, E_BAR_*, E_CSV_*, E_TIME_*, E_ARCHIVE_*, E_PARQUET_*, E_ARROW_FILE,
 * E_SOURCE_*, E_DATASET_NAME, E_DATASET_BUSY, E_QUARANTINE_LIMIT, E_STORE_*. On any error the dataset is as it was.
 */
export async function importBars(paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  checkName('dataset', options.dataset)
  checkName('instrument', options.instrument.symbol)
  const length = checkedInterval(options.interval)
  checkClaims(
    paths.map((path) => basename(path)),
    options.interval,
  )
  const writer = openDatasetWriter(options.root, options.dataset)
  try {
    const gathered = await gather(paths, options, length, writer)
    checkQuarantine(gathered.rows, gathered.quarantined, options.quarantineLimit)
    return {
      ...(await writeSeries(writer, gathered, options, length)),
      rows: gathered.rows,
      quarantined: gathered.quarantined,
      notes: gathered.notes,
    }
  } finally {
    writer.close()
  }
}

/** Everything that the sources said. */
interface Gathered extends SeriesWrite {
  readonly rows: number
  readonly quarantined: Readonly<Record<string, number>>
  readonly notes: readonly string[]
}

/** More bad rows than this are counted, not kept. */
const LARGEST_QUARANTINE = 100_000

async function gather(
  paths: readonly string[],
  options: ImportOptions,
  length: number,
  writer: DatasetWriter,
): Promise<Gathered> {
  const collector = partitionCollector(length, writer)
  const keepFrom = oneKindOfVolume(collector.push)
  const repairs = repairCounts(length)
  const quarantined: Record<string, number> = {}
  const putAside: QuarantinedRow[] = []
  const notes = new Map<string, number>()
  let rows = 0
  for (const path of paths) {
    const file = basename(path)
    const intake = barIntake({
      file,
      rules: {
        intervalMs: length,
        nowMs: options.nowMs,
        range: fileClaims(file)?.range ?? null,
        repairs: options.repairs,
      },
      onBadRow: options.onBadRow,
      keep: keepFrom(file),
      quarantine(row) {
        quarantined[row.code] = (quarantined[row.code] ?? 0) + 1
        if (putAside.length < LARGEST_QUARANTINE) putAside.push(row)
      },
      repaired: repairs.count,
    })
    await readSource(path, file, options, length, intake)
    intake.finish()
    rows += intake.rows
    for (const note of intake.notes) notes.set(note, (notes.get(note) ?? 0) + 1)
  }
  const listed = [...notes].map(([note, files]) => (files > 1 ? `${note} (${files} files)` : note))
  return { collector, repairs: repairs.byPartition(), putAside, afresh: false, rows, quarantined, notes: listed }
}

async function readSource(
  path: string,
  fileName: string,
  options: ImportOptions,
  length: number,
  sink: ReturnType<typeof barIntake>,
): Promise<void> {
  const kind = await sourceKind(path)
  const { format, unit, timeZone, dateOrder, priceScale } = options
  if (format !== 'auto' && (format === 'parquet' || format === 'arrow' ? format : 'text') !== kind) {
    throw new DataError(
      'E_SOURCE_FORMAT',
      `${path} is ${kind === 'text' ? 'text' : `a ${kind} file`}, not ${format}`,
      'leave --format out',
    )
  }
  const times = barTimes({ fileName, unit, timeZone, dateOrder, intervalMs: length })
  if (kind === 'text') {
    const checked = await checkChecksum(path)
    if (!checked && fileClaims(fileName) && /\.zip$/i.test(fileName)) sink.note('no CHECKSUM file beside the archive')
    const text = await openText(path)
    const bars = csvBars({ format: format as TextFormat, fileName, times, intervalMs: length, priceScale }, sink)
    for await (const piece of text.pieces) bars.push(piece)
    return bars.finish()
  }
  const bars = columnBars({ fileName, times, hasTimeZone: timeZone !== undefined, priceScale }, sink)
  for await (const batch of kind === 'parquet' ? parquetBatches(path) : arrowBatches(path)) bars.push(batch)
}

/** Passes bars on. A series has volume or has none; two files that differ would make a column with holes. */
function oneKindOfVolume(push: PartitionCollector['push']): (file: string) => PartitionCollector['push'] {
  let first: boolean | undefined
  return (file) => (row) => {
    const hasVolume = !Number.isNaN(row.volume)
    first ??= hasVolume
    if (first !== hasVolume) {
      const message = `${file} has ${hasVolume ? 'volume' : 'no volume'}, the files before it ${hasVolume ? 'have none' : 'have'}`
      throw new DataError('E_IMPORT_VOLUME', message, 'import files with the same columns')
    }
    push(row)
  }
}

/** Counts repairs by partition; those of rows without a time go to the first. */
function repairCounts(length: number): { count: OnRepair; byPartition(): RepairCounts } {
  const counts = new Map<string, Record<string, number>>()
  const timeless: Record<string, number> = {}
  const add = (record: Record<string, number>, repair: string, n: number): void => {
    record[repair] = (record[repair] ?? 0) + n
  }
  return {
    count(repair, t) {
      if (Number.isNaN(t)) return add(timeless, repair, 1)
      const partition = partitionOf(t, length)
      const record = counts.get(partition) ?? {}
      counts.set(partition, record)
      add(record, repair, 1)
    },
    byPartition: () => ({ of: (partition) => counts.get(partition) ?? {}, timeless }),
  }
}
