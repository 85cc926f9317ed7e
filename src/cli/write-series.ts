/** Gathered bars into a dataset: only partitions that change are written, and the catalog says what they hold. */
import { createHash } from 'node:crypto'
import { DataError } from '../core/errors.ts'
import { intervalMs } from '../core/time.ts'
import type { QuarantinedRow } from '../data/bar-intake.ts'
import { orderNewBars, updatePartition } from '../data/partition-update.ts'
import { partitionPath } from '../data/partitions.ts'
import { partitionFacts, seriesWarnings } from '../data/series-facts.ts'
import type { BarColumns, Catalog, CatalogInstrument, PartitionEntry, SeriesEntry } from '../domain/dataset.ts'
import type { Instrument } from '../domain/market.ts'
import { readCatalogIfThere } from '../io/catalog.ts'
import { readPartition } from '../io/dataset-reader.ts'
import type { DatasetWriter } from '../io/dataset-writer.ts'
import { encodeBars } from '../io/parquet-file.ts'
import type { ImportOptions, ImportReport } from './import-bars.ts'
import type { PartitionCollector } from './partition-collector.ts'

export interface RepairCounts {
  of(partition: string): Readonly<Record<string, number>>
  /** Of rows before any row with a time. */
  readonly timeless: Readonly<Record<string, number>>
}

export interface SeriesWrite {
  readonly collector: PartitionCollector
  readonly repairs: RepairCounts
  readonly putAside: readonly QuarantinedRow[]
  /** Forget the bars that the series had. */
  readonly afresh: boolean
}

/** What of an import's options the writing needs. */
export type SeriesOptions = Pick<
  ImportOptions,
  'root' | 'dataset' | 'instrument' | 'interval' | 'repairs' | 'replace'
> &
  Partial<Pick<ImportOptions, 'calendar' | 'periodsPerYear' | 'source' | 'licence'>>

type WriteReport = Omit<ImportReport, 'rows' | 'quarantined' | 'notes'>

/**
 * Writes and commits. Errors: E_IMPORT_EMPTY, E_IMPORT_CONFLICT, E_IMPORT_VOLUME, E_IMPORT_SPEC, E_IMPORT_CALENDAR, E_BAR_CONFLICT,
 * E_DATASET_HASH (an existing partition is damaged), E_STORE_*.
 */
export async function writeSeries(
  writer: DatasetWriter,
  { collector, repairs, putAside, afresh }: SeriesWrite,
  options: SeriesOptions,
  length: number,
): Promise<WriteReport> {
  const partitions = collector.partitions()
  if (partitions.length === 0) throw new DataError('E_IMPORT_EMPTY', 'no bar is left to import', 'look at the source')
  const catalog = readCatalogIfThere(options.root, options.dataset) ?? {
    version: 1,
    dataset: options.dataset,
    instruments: [],
  }
  const old = catalog.instruments.find((it) => it.instrument.symbol === options.instrument.symbol)
  const oldSeries = old?.series.find((it) => intervalMs(it.interval) === length)
  const instrument = instrumentOf(old?.instrument, options)
  const frame = frameOf(oldSeries, options)
  const files = new Map(afresh ? [] : oldSeries?.files.map((file) => [file.path, file]))
  const total: Record<string, number> = {}
  let hasVolume = afresh ? undefined : oldSeries?.hasVolume
  let [written, unchanged, bars, from, to] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [i, partition] of partitions.entries()) {
    const path = partitionPath(instrument.symbol, frame.interval, partition)
    const counts = { ...repairs.of(partition) }
    if (i === 0) addCounts(counts, repairs.timeless)
    const added = orderNewBars(collector.take(partition), path, options.repairs, (repair, n) =>
      addCounts(counts, { [repair]: n }),
    )
    hasVolume ??= added.volume !== null
    if (hasVolume !== (added.volume !== null)) wrongVolume(path, hasVolume)
    bars += added.t.length
    from = Math.min(from, added.t[0]!)
    to = Math.max(to, added.t.at(-1)!)
    addCounts(total, counts)
    const existing = files.get(path)
    const before = await existingBars(options, existing, hasVolume)
    const change = updatePartition(before, added, path, options.replace)
    if (!change.changed) unchanged++
    else {
      written++
      addCounts(counts, existing?.repairs ?? {})
      files.set(path, entryOf(writer, path, change.bars, counts, length, frame.calendar))
    }
  }
  const series: SeriesEntry = { ...frame, hasVolume: hasVolume!, files: sorted([...files.values()], (it) => it.path) }
  const quarantineFile = stageQuarantine(writer, putAside, instrument.symbol, frame.interval)
  const next = withSeries(catalog, instrument, series)
  if (written > 0 || quarantineFile !== null || JSON.stringify(next) !== JSON.stringify(catalog)) {
    const gone = oldSeries?.files.filter((file) => !files.has(file.path)) ?? []
    writer.commit(
      next,
      gone.map((file) => file.path),
    )
  }
  return {
    bars,
    from,
    to,
    written,
    unchanged,
    quarantineFile,
    repairs: total,
    warnings: seriesWarnings(series, length),
  }
}

/** A damaged partition that is to be replaced must not stop its own repair, so `replace` forgets what cannot be read. */
async function existingBars(
  options: SeriesOptions,
  entry: PartitionEntry | undefined,
  hasVolume: boolean,
): Promise<BarColumns | null> {
  if (!entry) return null
  try {
    return await readPartition(options.root, options.dataset, entry, hasVolume)
  } catch (error) {
    if (options.replace && error instanceof DataError) return null
    throw error
  }
}

function entryOf(
  writer: DatasetWriter,
  path: string,
  bars: BarColumns,
  counts: Readonly<Record<string, number>>,
  length: number,
  calendar: SeriesEntry['calendar'],
): PartitionEntry {
  const { bytes, groups } = encodeBars(bars)
  const sha256 = writer.stage(path, bytes)
  const repairs = Object.fromEntries(sorted(Object.entries(counts), ([name]) => name))
  const range = { rows: bars.t.length, from: bars.t[0]!, to: bars.t.at(-1)! }
  return { path, sha256, ...range, groups, repairs, ...partitionFacts(bars, length, calendar) }
}

/** Specs of the instrument: what the command says, else what the dataset says, else the defaults. */
function instrumentOf(old: Instrument | undefined, { dataset, instrument: asked, replace }: SeriesOptions): Instrument {
  const { symbol } = asked
  const base: Instrument = old ?? { symbol, currency: 'USD', tickSize: 0, lotSize: 0, multiplier: 1 }
  const merged = { ...base, ...definedOnly(asked) }
  for (const key of ['currency', 'tickSize', 'lotSize', 'multiplier'] as const) {
    if (!old || old[key] === merged[key] || replace) continue
    const message = `dataset ${dataset}: ${symbol} has ${key} ${old[key]}, the import says ${merged[key]}`
    throw new DataError('E_IMPORT_SPEC', message, 'leave the option out, or import with --replace')
  }
  return merged
}

type Frame = Omit<SeriesEntry, 'hasVolume' | 'files'>

function frameOf(old: SeriesEntry | undefined, options: SeriesOptions): Frame {
  const calendar = options.calendar ?? old?.calendar ?? '24x7'
  const standard = calendar === '24x7' ? 365 : 252
  const periodsPerYear = options.periodsPerYear ?? (old?.calendar === calendar ? old.periodsPerYear : standard)
  if (old && (old.calendar !== calendar || old.periodsPerYear !== periodsPerYear)) {
    const [was, is] = [`${old.calendar}, ${old.periodsPerYear} days a year`, `${calendar}, ${periodsPerYear}`]
    const message = `dataset ${options.dataset}: ${options.instrument.symbol} ${old.interval} is ${was}; the import says ${is}`
    throw new DataError('E_IMPORT_CALENDAR', message, 'leave the option out, or import into another dataset')
  }
  return {
    interval: old?.interval ?? options.interval,
    calendar,
    periodsPerYear,
    source: options.source ?? old?.source ?? '',
    licence: options.licence ?? old?.licence ?? '',
  }
}

function withSeries(catalog: Catalog, instrument: Instrument, series: SeriesEntry): Catalog {
  const { symbol } = instrument
  const old = catalog.instruments.find((it) => it.instrument.symbol === symbol)
  const others = old?.series.filter((it) => it.interval !== series.interval) ?? []
  const all = [...others, series].sort((a, b) => intervalMs(a.interval)! - intervalMs(b.interval)!)
  const entry: CatalogInstrument = { instrument, series: all }
  const rest = catalog.instruments.filter((it) => it.instrument.symbol !== symbol)
  return { ...catalog, instruments: sorted([...rest, entry], (it) => it.instrument.symbol) }
}

/** The side file of bad rows, named by its content. Returns its path in the dataset, or null when there are none. */
function stageQuarantine(
  writer: DatasetWriter,
  rows: readonly QuarantinedRow[],
  symbol: string,
  interval: string,
): string | null {
  if (rows.length === 0) return null
  const bytes = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  const path = `${symbol}/${interval}/quarantine-${id}.ndjson`
  writer.stage(path, bytes)
  return path
}

function wrongVolume(path: string, hasVolume: boolean): never {
  const [dataset, source] = hasVolume ? ['has', 'has none'] : ['has no', 'has one']
  throw new DataError(
    'E_IMPORT_VOLUME',
    `${path}: the series ${dataset} volume, the source ${source}`,
    'import it into another dataset',
  )
}

function addCounts(to: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(counts)) to[name] = (to[name] ?? 0) + n
}

const definedOnly = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as Partial<T>

/** By UTF-16 code unit, so in the same order everywhere. */
const sorted = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
