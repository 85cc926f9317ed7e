import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'

const folders: string[] = []

/** A new empty folder that is removed after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantfarm-'))
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A new empty folder that lasts as long as the test file. */
export function fileFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantfarm-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
