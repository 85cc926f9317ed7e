/** What a user's module is made of: the code in its folder, as one hash, so that a changed helper changes the identity of a run. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StrategyError } from '../core/errors.ts'
import { sha256Hex } from '../core/hash.ts'

/** A folder of plug-ins is small; beyond this somebody has pointed at a home folder. */
const MOST_FILES = 2_000
const MOST_BYTES = 32_000_000
const DEEPEST = 12

const CODE = /\.(?:[cm]?[jt]s|json|wasm)$/
/** Written by commands, so they change without the code changing. */
const OUTPUTS = new Set(['run.json', 'backtest.json', 'commits.ndjson', 'catalog.json'])

/**
 * SHA-256 over names and contents of all code files (`.ts`, `.js`, `.json`, `.wasm` …) below a folder, in the order of their names, line
 * ends as LF. Left out: node_modules, hidden names, links to folders, and folders that hold results or datasets.
 * Errors: StrategyError E_STRATEGY_FOLDER when it cannot be read or is too large.
 */
export function codeHash(folder: string): string {
  const lines: string[] = []
  let bytes = 0
  const visit = (path: string, name: string, depth: number): void => {
    const entries = entriesOf(path)
    if (depth > 0 && entries.some((entry) => OUTPUTS.has(entry.name))) return
    if (depth > DEEPEST) tooLarge(folder, `more than ${DEEPEST} levels of folders`)
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const inside = join(path, entry.name)
      if (entry.isDirectory()) visit(inside, `${name}${entry.name}/`, depth + 1)
      else if (CODE.test(entry.name) && !OUTPUTS.has(entry.name) && isFile(entry, inside)) {
        const content = readFileSync(inside)
        bytes += content.length
        lines.push(`${name}${entry.name} ${sha256Hex(entry.name.endsWith('.wasm') ? content : normalised(content))}`)
        if (lines.length > MOST_FILES) tooLarge(folder, `more than ${MOST_FILES} files of code`)
        if (bytes > MOST_BYTES) tooLarge(folder, `more than ${MOST_BYTES} bytes of code`)
      }
    }
  }
  visit(folder, '', 0)
  return sha256Hex(lines.join('\n'))
}

/** In the order of UTF-16 code units, the same everywhere. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    const missing = (cause as { code?: string }).code === 'ENOENT'
    throw new StrategyError(
      'E_STRATEGY_FOLDER',
      `${folder}: ${missing ? 'there is no such folder' : (cause as Error).message}`,
      'give a folder of plug-in modules',
      { cause },
    )
  }
}

const isFile = (entry: Dirent, path: string): boolean =>
  entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile() === true)

const normalised = (content: Buffer): string => content.toString('utf8').replaceAll('\r\n', '\n')

function tooLarge(folder: string, what: string): never {
  throw new StrategyError(
    'E_STRATEGY_FOLDER',
    `${folder} holds ${what}: all code beside a strategy belongs to its identity`,
    'put the strategy into a folder of its own',
  )
}
