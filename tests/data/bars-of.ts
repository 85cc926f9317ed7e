/** Small series for tests; they pass the same rules as imported ones. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { BarRow, RowFault, RowSink } from '../../src/data/bar-rows.ts'
import type { BarColumns, Catalog, PartitionEntry } from '../../src/domain/dataset.ts'
import type { Instrument } from '../../src/domain/market.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** 2024-01-01. */
export const START = Date.UTC(2024, 0)

/** Bars at these times, each with a close that tells its time apart; `base` tells instruments apart. */
export function barsAt(times: readonly number[], base = 100, withVolume = true): BarColumns {
  const close = Float64Array.from(times, (t) => base + ((t / MINUTE) % 97) / 10)
  return {
    t: Float64Array.from(times),
    open: close.map((c) => c - 0.5),
    high: close.map((c) => c + 1),
    low: close.map((c) => c - 1),
    close,
    volume: withVolume ? close.map((c) => c * 2) : null,
  }
}

/** `n` bars from `start` on, one an interval. */
export const barsFrom = (start: number, n: number, intervalMs: number, base = 100): BarColumns =>
  barsAt(
    Array.from({ length: n }, (_, i) => start + i * intervalMs),
    base,
  )

export const instrument = (symbol: string): Instrument => ({
  symbol,
  currency: 'USD',
  tickSize: 0,
  lotSize: 0,
  multiplier: 1,
})

/** An entry as an import would make it, for plans that never touch a file. */
export const entry = (path: string, groups: readonly { from: number; rows: number }[], to: number): PartitionEntry => ({
  path,
  sha256: 'f'.repeat(64),
  rows: groups.reduce((total, group) => total + group.rows, 0),
  from: groups[0]!.from,
  to,
  groups,
  repairs: {},
  gaps: [],
  gapCount: 0,
  missingBars: 0,
  zeroVolumeBars: 0,
  longestZeroVolumeRun: 0,
  jumps: [],
  jumpCount: 0,
})

export const catalogOf = (interval: string, files: Readonly<Record<string, readonly PartitionEntry[]>>): Catalog => ({
  version: 1,
  dataset: 'test',
  instruments: Object.entries(files).map(([symbol, list]) => ({
    instrument: instrument(symbol),
    series: [
      { interval, calendar: '24x7', periodsPerYear: 365, hasVolume: true, source: '', licence: '', files: list },
    ],
  })),
})

/** Remembers what a reader handed over: rows as copies, faults as `number code column: reason`. */
export function recorder(): RowSink & { rows: [number, BarRow][]; faults: string[]; codes: string[]; notes: string[] } {
  const [rows, faults, codes, notes] = [[] as [number, BarRow][], [] as string[], [] as string[], [] as string[]]
  return {
    rows,
    faults,
    codes,
    notes,
    row: (n, row) => void rows.push([n, { ...row }]),
    fault: (n, { code, column, reason }: RowFault) => {
      codes.push(code)
      faults.push(`${n} ${code} ${column ?? '-'}: ${reason}`)
    },
    note: (text) => void notes.push(text),
  }
}

/** A file of the real market data beside the project, or undefined, with a printed reason, where it is not there. */
export function realFile(path: string): string | undefined {
  const full = fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url))
  if (existsSync(full)) return full
  console.info(`skipped: no real market data ../shared/data/${path}`)
  return undefined
}
