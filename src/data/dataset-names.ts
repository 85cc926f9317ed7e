/** L1. Names of datasets and instruments, which become folders: letters, digits, `_`, `.` and `-`, no path, nothing invisible. */
import { DataError } from '../core/errors.ts'
import { isFolderName } from '../core/folder-name.ts'

/** Returns `name` if it may become a folder. Errors: E_DATASET_NAME, which shows the text with anything but plain ASCII escaped. */
export function checkName(kind: 'dataset' | 'instrument', name: string): string {
  if (isFolderName(name)) return name
  const shown = JSON.stringify(name.slice(0, 64)).replace(/[^ -~]/g, escapeUnit)
  throw new DataError(
    'E_DATASET_NAME',
    `${kind} ${shown} is not a usable name`,
    'use up to 64 letters, digits, "_", "." and "-", beginning with a letter or digit',
  )
}

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
