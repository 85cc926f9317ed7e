/** L1. Executes read plans: only the row groups of a slice are decoded, and no byte is used before its file's hash is checked. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../core/errors.ts'
import type { BarColumns, FileRead, HistoricalData, PartitionEntry, ReadPlan, WarmUp } from '../domain/dataset.ts'
import type { BarColumn, Market } from '../domain/market.ts'
import type { DataSpec } from '../domain/strategy-spec.ts'
import { datasetFolder, readCatalog } from './catalog.ts'
import { marketHash } from './market-hash.ts'
import { decodeBars } from './parquet-file.ts'

/**
 * A slice of a dataset as a market: window, warm-up, instruments on one clock. `historicalData` of src/data plans and assembles.
 * Errors: those of `readCatalog`, `readFile` and of the handler: E_DATASET_*, E_DATA_*.
 */
export async function loadMarket(
  root: string,
  spec: DataSpec,
  warmUp: WarmUp,
  historicalData: HistoricalData,
): Promise<Market> {
  const plan = historicalData.plan(readCatalog(root, spec.dataset), spec, warmUp)
  const series = await readPlan(root, plan)
  const market = historicalData.assemble(plan, series)
  return { ...market, hash: marketHash(market, plan) }
}

/** Reads what the plan lists; columns of each instrument in order of time. Memory: one file and the result. */
async function readPlan(root: string, plan: ReadPlan): Promise<BarColumns[]> {
  const all: BarColumns[] = []
  for (const { files, hasVolume } of plan.series) {
    const columns = plan.columns.filter((name) => name !== 'volume' || hasVolume)
    const rows = files.reduce((total, file) => total + file.rows, 0)
    const whole = emptyColumns(rows, columns)
    let at = 0
    for (const file of files) {
      const part = await readFile(root, plan.dataset, file, columns)
      if (part.t.length !== file.rows) wrongRows(plan.dataset, file, part.t.length)
      for (const name of columns) whole[name]!.set(part[name]!, at)
      at += file.rows
    }
    all.push(whole)
  }
  return all
}

/** Every row of one partition, its hash checked. Errors: as readFile. */
export function readPartition(
  root: string,
  dataset: string,
  entry: PartitionEntry,
  hasVolume: boolean,
): Promise<BarColumns> {
  const groups = entry.groups.map((_, group) => group)
  const columns = ['t', 'open', 'high', 'low', 'close', ...(hasVolume ? ['volume' as const] : [])] as const
  return readFile(root, dataset, { path: entry.path, sha256: entry.sha256, groups, rows: entry.rows }, columns)
}

/** Errors: E_DATASET_FILE (missing, unreadable), E_DATASET_HASH (not the bytes of the catalog). */
async function readFile(
  root: string,
  dataset: string,
  file: FileRead,
  columns: readonly ('t' | BarColumn)[],
): Promise<BarColumns> {
  const path = join(datasetFolder(root, dataset), file.path)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    const message = `dataset ${dataset}: cannot read ${path}: ${(cause as Error).message}`
    throw new DataError('E_DATASET_FILE', message, 'restore it, or import it again', { cause })
  }
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== file.sha256) {
    const message = `dataset ${dataset}: ${path} has sha256 ${found}, its catalog says ${file.sha256}`
    throw new DataError('E_DATASET_HASH', message, 'restore the file, or import it again with --replace')
  }
  return decodeBars(bytes, file.groups, columns, path)
}

function emptyColumns(rows: number, columns: readonly ('t' | BarColumn)[]): BarColumns {
  const column = (name: 't' | BarColumn): Float64Array => new Float64Array(columns.includes(name) ? rows : 0)
  return {
    t: column('t'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: columns.includes('volume') ? column('volume') : null,
  }
}

function wrongRows(dataset: string, file: FileRead, found: number): never {
  const message = `dataset ${dataset}: ${file.path} holds ${found} bars, its catalog says ${file.rows}`
  throw new DataError('E_DATASET_FILE', message, 'import it again with --replace')
}
