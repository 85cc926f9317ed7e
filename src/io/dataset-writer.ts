/**
 * L0. Writes partitions so that a dataset is the old one or the new one: everything is made in a staging folder inside the dataset, then
 * renamed into place, the catalog last. A crash between the renames leaves a file whose hash is not the catalog's, which every
 * reader refuses (E_DATASET_HASH) and a repeated import with --replace mends.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DataError } from '../core/errors.ts'
import type { Catalog } from '../domain/dataset.ts'
import { removeIfThere, syncFolder, writeNewFile } from './atomic-file.ts'
import { datasetFolder, writeCatalog } from './catalog.ts'
import { storeError } from './store-error.ts'

export interface DatasetWriter {
  /** Appends bars of a partition that do not fit in memory, as rows of `width` doubles. */
  spill(partition: string, rows: Float64Array): void
  /** All bars spilled for a partition, in their order. */
  unspill(partition: string): Float64Array
  /** Stages a file; returns its sha256. */
  stage(path: string, bytes: Uint8Array): string
  /** Moves the staged files into place, replaces the catalog and removes files that it no longer names. Errors: E_STORE_*. */
  commit(catalog: Catalog, gone: readonly string[]): void
  /** Removes what was staged. To be called in any case. */
  close(): void
}

const STAGING = /^\.import-(\d+)$/

/**
 * Opens a dataset for writing, making its folder if there is none; removes what a crashed import left.
 * Errors: E_DATASET_BUSY when another process is importing into it; E_STORE_*.
 */
export function openDatasetWriter(root: string, dataset: string): DatasetWriter {
  const folder = datasetFolder(root, dataset)
  const isNew = !existsSync(folder)
  const staging = join(folder, `.import-${process.pid}`)
  attempt('create', staging, () => {
    mkdirSync(folder, { recursive: true })
    clearStale(folder, dataset)
    mkdirSync(staging)
  })
  const staged = new Map<string, string>()
  const spillPath = (partition: string): string => join(staging, `${partition}.rows`)
  return {
    spill: (partition, rows) =>
      attempt('write', spillPath(partition), () =>
        appendFileSync(spillPath(partition), new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)),
      ),
    unspill(partition) {
      if (!existsSync(spillPath(partition))) return new Float64Array(0)
      const bytes = readFileSync(spillPath(partition))
      return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    },
    stage(path, bytes) {
      const temp = join(staging, `${staged.size}.part`)
      attempt('write', temp, () => writeNewFile(temp, bytes))
      staged.set(path, temp)
      return createHash('sha256').update(bytes).digest('hex')
    },
    commit(catalog, gone) {
      attempt('write', folder, () => {
        const folders = new Set<string>()
        for (const [path, temp] of staged) {
          const final = join(folder, path)
          mkdirSync(dirname(final), { recursive: true })
          renameSync(temp, final)
          folders.add(dirname(final))
        }
        for (const it of folders) syncFolder(it)
        writeCatalog(root, catalog)
        for (const path of gone) removeIfThere(join(folder, path))
      })
    },
    close() {
      rmSync(staging, { recursive: true, force: true })
      if (isNew && readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
    },
  }
}

function clearStale(folder: string, dataset: string): void {
  for (const name of readdirSync(folder)) {
    const pid = STAGING.exec(name)?.[1]
    if (pid === undefined) continue
    if (Number(pid) !== process.pid && isRunning(Number(pid))) {
      throw new DataError(
        'E_DATASET_BUSY',
        `process ${pid} is importing into dataset ${dataset}`,
        'wait until it has finished',
      )
    }
    rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

function attempt(action: string, path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw storeError(error, action, path)
  }
}
