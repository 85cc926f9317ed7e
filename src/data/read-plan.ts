/** L1. Which row groups of which files a time slice needs, its warm-up included. Pure: it knows the catalog, not the disk. */
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { formatTime, intervalMs } from '../core/time.ts'
import type {
  Catalog,
  CatalogInstrument,
  PartitionEntry,
  ReadPlan,
  SeriesEntry,
  SeriesRead,
  WarmUp,
} from '../domain/dataset.ts'
import type { DataSpec } from '../domain/strategy-spec.ts'

/**
 * Plans the reading of a slice. With a number of warm-up bars, whole row groups are added before the window until every instrument
 * has that many bars, and one at least, so that a fill finds the close before; `assemble` then cuts to the number.
 *
 * Errors: E_DATASET_INSTRUMENT and E_DATASET_INTERVAL (with the nearest name), E_DATASET_MIXED (two calendars on one clock),
 * E_DATASET_RANGE (no bar in the window).
 */
export function planRead(catalog: Catalog, spec: DataSpec, warmUp: WarmUp): ReadPlan {
  const chosen = spec.instruments.map((symbol) => findSeries(catalog, symbol, spec.interval))
  const [first] = chosen
  if (!first) throw new DataError('E_DATASET_INSTRUMENT', `dataset ${catalog.dataset}: no instruments are named`)
  for (const { series, instrument } of chosen) {
    if (series.calendar === first.series.calendar && series.periodsPerYear === first.series.periodsPerYear) continue
    const [a, b] = [first, { series, instrument }].map(
      (it) => `${it.instrument.symbol} (${it.series.calendar}, ${it.series.periodsPerYear} days a year)`,
    )
    throw new DataError(
      'E_DATASET_MIXED',
      `dataset ${catalog.dataset}: ${a} and ${b} do not share a calendar`,
      'sweep them apart',
    )
  }
  const from = spec.from ?? Number.NEGATIVE_INFINITY
  const to = spec.to ?? Number.POSITIVE_INFINITY
  const length = intervalMs(spec.interval)!
  const isGrid = first.series.calendar === '24x7' && spec.missing !== 'leave-out'
  // A row group that begins before the window holds bars before it: all those of the grid, else one for certain.
  const barsBefore = (atom: Atom, at: number): number =>
    isGrid ? Math.max(0, Math.ceil((at - atom.from) / length)) : Number(atom.from < at)
  // Times that several instruments have in common cannot be counted from a catalog.
  const reach = spec.missing === 'leave-out' && chosen.length > 1 ? 'all history' : warmUp
  return {
    dataset: catalog.dataset,
    interval: spec.interval,
    intervalMs: length,
    calendar: first.series.calendar,
    periodsPerYear: first.series.periodsPerYear,
    missing: spec.missing,
    from,
    to,
    warmUp,
    columns: ['t', 'open', 'high', 'low', 'close', 'volume'],
    series: chosen.map((it) => readOf(catalog.dataset, it.instrument, it.series, from, to, reach, barsBefore)),
  }
}

type Chosen = Pick<CatalogInstrument, 'instrument'> & { series: SeriesEntry }

/** Looks an instrument and interval up. Errors: E_DATASET_INSTRUMENT, E_DATASET_INTERVAL. */
export function findSeries(catalog: Catalog, symbol: string, interval: string): Chosen {
  const entry = catalog.instruments.find((it) => it.instrument.symbol === symbol)
  if (!entry) {
    const symbols = catalog.instruments.map((it) => it.instrument.symbol)
    const hint = didYouMean(symbol, symbols)
    const shown = `${symbols.slice(0, 20).join(', ')}${symbols.length > 20 ? ' …' : ''}`
    throw new DataError(
      'E_DATASET_INSTRUMENT',
      `dataset ${catalog.dataset} has no instrument ${JSON.stringify(symbol)}${hint}`,
      `it has ${shown}`,
    )
  }
  const length = intervalMs(interval)
  const series = entry.series.find((it) => intervalMs(it.interval) === length)
  if (length === undefined || !series) {
    const intervals = entry.series.map((it) => it.interval)
    throw new DataError(
      'E_DATASET_INTERVAL',
      `dataset ${catalog.dataset} has no bars of ${JSON.stringify(interval)} for ${symbol}`,
      `it has ${intervals.join(', ')}`,
    )
  }
  return { instrument: entry.instrument, series }
}

/** One row group, the unit of reading. */
interface Atom {
  readonly file: PartitionEntry
  readonly group: number
  readonly rows: number
  readonly from: number
  /** Open time of its last bar, or a bound that lies before the next group. */
  readonly to: number
}

function readOf(
  dataset: string,
  instrument: CatalogInstrument['instrument'],
  series: SeriesEntry,
  from: number,
  to: number,
  reach: WarmUp,
  barsBefore: (atom: Atom, from: number) => number,
): SeriesRead {
  const atoms = series.files.flatMap(atomsOf)
  let end = atoms.findIndex((atom) => atom.from >= to)
  if (end < 0) end = atoms.length
  let begin = atoms.findIndex((atom) => atom.to >= from)
  const [first, last] = [series.files[0], series.files.at(-1)]
  if (begin < 0 || begin >= end || !first || !last) {
    const window = `${Number.isFinite(from) ? formatTime(from) : 'the first'} to ${Number.isFinite(to) ? formatTime(to) : 'the last'}`
    const has = first && last ? `they run from ${formatTime(first.from)} to ${formatTime(last.to)}` : 'there are none'
    throw new DataError('E_DATASET_RANGE', `dataset ${dataset}: no bars of ${instrument.symbol} from ${window}; ${has}`)
  }
  if (reach === 'all history') begin = 0
  else {
    let before = barsBefore(atoms[begin]!, from)
    while (begin > 0 && before < Math.max(1, reach)) before += atoms[--begin]!.rows
  }
  const files = groupByFile(atoms.slice(begin, end))
  return { instrument, hasVolume: series.hasVolume, files: files.map(toFileRead), repairs: sumRepairs(files) }
}

function atomsOf(file: PartitionEntry): Atom[] {
  return file.groups.map(({ from, rows }, group) => ({
    file,
    group,
    rows,
    from,
    to: (file.groups[group + 1]?.from ?? file.to + 1) - 1,
  }))
}

const groupByFile = (atoms: readonly Atom[]): Atom[][] => [...Map.groupBy(atoms, (atom) => atom.file).values()]

const toFileRead = (atoms: readonly Atom[]): SeriesRead['files'][number] => ({
  path: atoms[0]!.file.path,
  sha256: atoms[0]!.file.sha256,
  groups: atoms.map((atom) => atom.group),
  rows: atoms.reduce((total, atom) => total + atom.rows, 0),
})

function sumRepairs(files: readonly (readonly Atom[])[]): Record<string, number> {
  const sums = new Map<string, number>()
  for (const [atom] of files) {
    for (const [name, n] of Object.entries(atom!.file.repairs)) sums.set(name, (sums.get(name) ?? 0) + n)
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}
