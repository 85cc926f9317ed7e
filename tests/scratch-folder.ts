import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'quantfarm-'))
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })

/** A new empty folder that is removed after the test. Only inside a test. */
export function scratchFolder(): string {
  const folder = newFolder()
  onTestFinished(() => remove(folder))
  return folder
}

/** A new empty folder that lasts as long as the test file. Only at its top level. */
export function fileFolder(): string {
  const folder = newFolder()
  afterAll(() => remove(folder))
  return folder
}
