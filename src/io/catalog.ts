/** L0. The catalogs of the datasets below one root: `<root>/<id>/catalog.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { isFolderName } from '../core/folder-name.ts'
import { intervalMs } from '../core/time.ts'
import type { Catalog } from '../domain/dataset.ts'
import { replaceFile } from './atomic-file.ts'

/** Folder of a dataset. Errors: E_DATASET_NAME when the id is not a plain name. */
export function datasetFolder(root: string, dataset: string): string {
  if (isFolderName(dataset)) return join(root, dataset)
  const shown = JSON.stringify(dataset.slice(0, 64))
  throw new DataError(
    'E_DATASET_NAME',
    `dataset ${shown} is not a usable name`,
    'use letters, digits, "_", "." and "-"',
  )
}

/** Ids of the datasets below the root, sorted; none if there is no such folder. */
export function listDatasets(root: string): string[] {
  if (!existsSync(root)) return []
  const names = readdirSync(root, { withFileTypes: true }).filter((it) => it.isDirectory() && isFolderName(it.name))
  return names
    .map((it) => it.name)
    .filter((name) => existsSync(catalogPath(root, name)))
    .sort()
}

/** Errors: E_DATASET_UNKNOWN (with the nearest name), E_DATASET_CATALOG (not what we write), E_DATASET_NAME. */
export function readCatalog(root: string, dataset: string): Catalog {
  const catalog = readCatalogIfThere(root, dataset)
  if (catalog) return catalog
  const known = listDatasets(root)
  const remedy =
    known.length > 0 ? `there are ${known.slice(0, 20).join(', ')}` : 'import one: quantfarm data import --help'
  throw new DataError(
    'E_DATASET_UNKNOWN',
    `no dataset ${JSON.stringify(dataset)} in ${root}${didYouMean(dataset, known)}`,
    remedy,
  )
}

/** Undefined when the dataset does not exist. */
export function readCatalogIfThere(root: string, dataset: string): Catalog | undefined {
  datasetFolder(root, dataset)
  const path = catalogPath(root, dataset)
  if (!existsSync(path)) return undefined
  try {
    const catalog = catalogSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    if (catalog.dataset !== dataset) throw new Error(`it is of dataset ${JSON.stringify(catalog.dataset)}`)
    return catalog
  } catch (cause) {
    const why =
      cause instanceof z.ZodError ? z.prettifyError(cause).split('\n').slice(0, 4).join(' ') : (cause as Error).message
    throw new DataError('E_DATASET_CATALOG', `${path} is broken: ${why}`, 'restore it, or import the dataset again', {
      cause,
    })
  }
}

/** Replaces the catalog atomically. */
export function writeCatalog(root: string, catalog: Catalog): void {
  replaceFile(catalogPath(root, catalog.dataset), `${JSON.stringify(catalog, null, 1)}\n`)
}

const catalogPath = (root: string, dataset: string): string => join(root, dataset, 'catalog.json')

const time = z.number().int()
const count = z.number().int().nonnegative()
const name = z.string().refine(isFolderName, 'not a plain name')
const step = z.number().nonnegative()

const partitionSchema = z.strictObject({
  path: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*\/\d+[smhdw]\/\d{4}(?:-\d{2})?\.parquet$/, 'not a path of a partition'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rows: count,
  from: time,
  to: time,
  groups: z.array(z.strictObject({ from: time, rows: count })),
  repairs: z.record(z.string(), count),
  gaps: z.array(z.strictObject({ from: time, to: time, bars: count })),
  gapCount: count,
  missingBars: count,
  zeroVolumeBars: count,
  longestZeroVolumeRun: count,
  jumps: z.array(z.strictObject({ t: time, change: z.number() })),
  jumpCount: count,
})

const seriesSchema = z.strictObject({
  interval: z.string().refine((it) => intervalMs(it) !== undefined, 'not an interval'),
  calendar: z.enum(['24x7', 'exchange']),
  periodsPerYear: z.number().positive(),
  hasVolume: z.boolean(),
  source: z.string(),
  licence: z.string(),
  files: z.array(partitionSchema),
})

const instrumentSchema = z.strictObject({
  symbol: name,
  currency: z.string(),
  tickSize: step,
  lotSize: step,
  multiplier: z.number().positive(),
})

const catalogSchema: z.ZodType<Catalog> = z.strictObject({
  version: z.literal(1),
  dataset: name,
  instruments: z.array(z.strictObject({ instrument: instrumentSchema, series: z.array(seriesSchema) })),
})
