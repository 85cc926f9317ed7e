/** The command line as a person starts it: a process of its own, its output and its exit code. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256Hex } from '../../src/core/hash.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ENTRY = join(ROOT, 'bin/quantfarm.js')

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/**
 * Runs `quantfarm …args` in a folder.
 * @param killAfterMs the signal (kill -9 by default) after so many ms. @param from counted from the first such text on stderr, not from the start
 */
export function quantfarm(
  args: readonly string[],
  cwd: string,
  killAfterMs?: number,
  signal: NodeJS.Signals = 'SIGKILL',
  from?: RegExp,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [ENTRY, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    let killer: NodeJS.Timeout | undefined
    const arm = () => {
      if (killAfterMs !== undefined) killer ??= setTimeout(() => child.kill(signal), killAfterMs)
    }
    if (from === undefined) arm()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
      if (from?.test(err)) arm()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(killer)
      resolve({ code, out, err })
    })
  })
}

/** Hashes of the two result files of a run; empty for a file that is not there. */
export function resultHashes(run: string): { readonly trials: string; readonly returns: string } {
  const hash = (name: string) => (existsSync(join(run, name)) ? sha256Hex(readFileSync(join(run, name))) : '')
  return { trials: hash('trials.parquet'), returns: hash('returns.parquet') }
}
