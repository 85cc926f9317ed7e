/** Files that are there whole or not at all, also after a power cut. All synchronous: callers are threads or rare moments. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { storeError } from './store-error.ts'

/** The file operations of a commit, so that tests can hand in failing ones. */
export interface FileOperations {
  readonly openSync: typeof openSync
  readonly writeSync: typeof writeSync
  readonly fsyncSync: typeof fsyncSync
  readonly closeSync: typeof closeSync
}

/** Creates `path` (which must not exist) with these bytes and forces them to disk. Errors: system errors as they come. */
export function writeNewFile(
  path: string,
  bytes: Uint8Array,
  files: FileOperations = defaults,
  onWritten?: () => void,
): void {
  const file = files.openSync(path, 'wx')
  try {
    for (let at = 0; at < bytes.length; ) {
      const written = files.writeSync(file, bytes, at, bytes.length - at)
      if (written <= 0) throw Object.assign(new Error(`EIO: wrote ${at} of ${bytes.length} bytes`), { code: 'EIO' })
      at += written
    }
    onWritten?.()
    files.fsyncSync(file)
  } finally {
    files.closeSync(file)
  }
}

/** Makes created, renamed and removed names of a folder durable. */
export function syncFolder(path: string, files: FileOperations = defaults): void {
  if (process.platform === 'win32') return // Folders cannot be opened there.
  const folder = files.openSync(path, 'r')
  try {
    files.fsyncSync(folder)
  } finally {
    files.closeSync(folder)
  }
}

/**
 * Replaces `path` by temp file, fsync and rename: readers see the old text or the new one, never a torn one. One writer at a time.
 * Errors: E_STORE_FULL, E_STORE_DENIED, E_STORE_IO.
 */
export function replaceFile(path: string, text: string): void {
  const temp = `${path}.tmp`
  try {
    removeIfThere(temp)
    writeNewFile(temp, Buffer.from(text, 'utf8'))
    renameSync(temp, path)
    syncFolder(dirname(path))
  } catch (error) {
    throw storeError(error, 'write', path)
  }
}

export function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error
  }
}

export const makeFolder = (path: string): void => void mkdirSync(path, { recursive: true })

const defaults: FileOperations = { openSync, writeSync, fsyncSync, closeSync }
