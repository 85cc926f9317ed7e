/** System errors of file operations as StoreErrors with a stable code and a remedy. */
import { FarmError, StoreError } from '../core/errors.ts'

/**
 * Errors: E_STORE_FULL (no space, quota), E_STORE_DENIED (read-only, permissions), E_STORE_FILES (too many open files),
 * E_STORE_IO (everything else). A FarmError passes unchanged.
 *
 * @param action what was being done, as in "cannot write shard 0-100".
 */
export function storeError(cause: unknown, action: string, path: string): FarmError {
  if (cause instanceof FarmError) return cause
  const errno = (cause as { code?: unknown } | null)?.code
  const text = cause instanceof Error ? cause.message : String(cause)
  const [code, remedy] = CODES[String(errno)] ?? [
    'E_STORE_IO',
    'Check the disk and run the same command again to resume.',
  ]
  return new StoreError(code, `cannot ${action} ${path}: ${text}`, remedy, { cause })
}

/** Errors after which the same operation may succeed later without anybody changing the plan. */
export const isPassing = (code: string): boolean =>
  code === 'E_STORE_FULL' || code === 'E_STORE_IO' || code === 'E_STORE_FILES'

const FULL = ['E_STORE_FULL', 'Free some space and run the same command again to resume.'] as const
const DENIED = ['E_STORE_DENIED', 'Choose a folder that you can write to with --out.'] as const
const FILES = ['E_STORE_FILES', 'Raise the limit of open files (ulimit -n) or use fewer threads.'] as const

const CODES: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EROFS: DENIED,
  EACCES: DENIED,
  EPERM: DENIED,
  EMFILE: FILES,
  ENFILE: FILES,
}
