/** L0 and L1: what a dataset on disk says of itself, and the port between the files (io) and their meaning (data). */
import type { BarColumn, Calendar, Instrument, Market } from './market.ts'
import type { DataSpec, MissingPolicy } from './strategy-spec.ts'

/** Bars of one instrument as the source has them: every array has the length of `t`, which strictly increases. */
export interface BarColumns {
  /** Open times, UTC ms. */
  readonly t: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** Units traded; null when the source has none. */
  readonly volume: Float64Array | null
}

/** Missing bars: open time of the first and of the last missing one, UTC ms, and how many. */
export interface Gap {
  readonly from: number
  readonly to: number
  readonly bars: number
}

/** A move that is many times larger than what came before: often a split or a typing error, sometimes the market. */
export interface Jump {
  readonly t: number
  /** close / previous close − 1. */
  readonly change: number
}

/** One Parquet file: a month of a series below one hour, a year from there. */
export interface PartitionEntry {
  /** From the dataset's folder, with forward slashes. */
  readonly path: string
  /** Of the file's bytes, lower-case hex; checked before every use. */
  readonly sha256: string
  readonly rows: number
  /** Open times of the first and the last bar. */
  readonly from: number
  readonly to: number
  /** First open time and rows of each row group, so that a reader skips groups without touching the file. */
  readonly groups: readonly { readonly from: number; readonly rows: number }[]
  /** Named repairs and how many rows each one changed. */
  readonly repairs: Readonly<Record<string, number>>
  /** Inside this file, at most the first thousand; the next two count all. */
  readonly gaps: readonly Gap[]
  readonly gapCount: number
  readonly missingBars: number
  readonly zeroVolumeBars: number
  readonly longestZeroVolumeRun: number
  /** At most the first ten; `jumpCount` counts all. */
  readonly jumps: readonly Jump[]
  readonly jumpCount: number
}

/** All bars of one instrument at one interval. */
export interface SeriesEntry {
  readonly interval: string
  readonly calendar: Calendar
  /** Days a year, for annualising: 365 for 24x7, 252 for exchanges unless said otherwise. */
  readonly periodsPerYear: number
  readonly hasVolume: boolean
  readonly source: string
  readonly licence: string
  /** In order of time. */
  readonly files: readonly PartitionEntry[]
}

export interface CatalogInstrument {
  readonly instrument: Instrument
  readonly series: readonly SeriesEntry[]
}

/** `datasets/<id>/catalog.json`. Instruments by symbol, series by length of the interval. */
export interface Catalog {
  readonly version: 1
  readonly dataset: string
  readonly instruments: readonly CatalogInstrument[]
}

/** Bars before the evaluation window that features may see: a number of bars, or everything there is. */
export type WarmUp = number | 'all history'

export interface FileRead {
  readonly path: string
  readonly sha256: string
  /** Row groups to read, ascending. */
  readonly groups: readonly number[]
  /** Rows in these groups. */
  readonly rows: number
}

export interface SeriesRead {
  readonly instrument: Instrument
  readonly hasVolume: boolean
  readonly files: readonly FileRead[]
  /** Repairs in the files read. */
  readonly repairs: Readonly<Record<string, number>>
}

/** Which parts of which files a time slice needs, and what becomes of them. Made by data, executed by io. */
export interface ReadPlan {
  readonly dataset: string
  readonly interval: string
  readonly intervalMs: number
  readonly calendar: Calendar
  readonly periodsPerYear: number
  readonly missing: MissingPolicy
  /** Evaluation window, open times in [from, to); infinite where it is open. */
  readonly from: number
  readonly to: number
  readonly warmUp: WarmUp
  readonly columns: readonly ('t' | BarColumn)[]
  /** One entry an instrument, in the order of the config. */
  readonly series: readonly SeriesRead[]
}

/** A market before io has hashed its columns. */
export type UnhashedMarket = Omit<Market, 'hash'>

/** The pure half of L1's handler of history; io reads what `plan` lists and hands it to `assemble`. */
export interface HistoricalData {
  plan(catalog: Catalog, spec: DataSpec, warmUp: WarmUp): ReadPlan
  assemble(plan: ReadPlan, series: readonly BarColumns[]): UnhashedMarket
}

/** One column of a batch of a foreign Parquet or Arrow file, its type reduced to what bars can be made of. */
export interface SourceColumn {
  readonly name: string
  /** The type as the file calls it, for messages. */
  readonly type: string
  /**
   * time: whole units since 1970; integer and number: as they are; text: to be parsed; other: nothing a bar can use.
   * A Float64Array holds numbers and integers up to 32 bits, a BigInt64Array the longer integers and all times.
   */
  readonly kind: 'time' | 'integer' | 'number' | 'text' | 'other'
  readonly values: Float64Array | BigInt64Array | readonly (string | null)[]
  /** Unit of a time. */
  readonly unit: 's' | 'ms' | 'us' | 'ns' | null
  /** A time without a zone, so of no known one. */
  readonly zoneless: boolean
  /** 1 where the value is null; null when none is. */
  readonly nulls: Uint8Array | null
}

export interface SourceBatch {
  readonly rows: number
  readonly columns: readonly SourceColumn[]
}
