import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomInt, randomStream } from '../../src/core/seeded-streams.ts'
import { readManifest } from '../../src/io/manifest.ts'
import { fileFolder, scratchFolder } from '../scratch-folder.ts'
import { fakeSweep } from './fake-sweep.ts'

const PLANNED = 100
const common = fileFolder()
let faultFree = ''

beforeAll(async () => {
  faultFree = (await fakeSweep({ results: common, planned: PLANNED, threads: 1 })).hashes
})

interface Child {
  readonly signal: string | null
  readonly committed: number
  readonly output: string
}

interface Kill {
  /** Milliseconds after the first sign of life. */
  readonly afterMs?: number
  readonly crashpoint?: string
}

function sweepInChild(results: string, threads: number, chunkSize: string, kill: Kill): Promise<Child> {
  const args = [join(import.meta.dirname, 'sweep-child.ts'), results, String(PLANNED), String(threads), chunkSize, '3']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, QUANTFARM_CRASHPOINT: kill.crashpoint ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let timer: NodeJS.Timeout | undefined
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString()
    if (kill.afterMs !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
  })
  return new Promise((resolve) => {
    child.on('close', (_, signal) => {
      clearTimeout(timer)
      const committed = Number(output.match(/.*committed (\d+)/s)?.[1] ?? 0)
      resolve({ signal, committed, output: output.trim().split('\n').at(-1) ?? '' })
    })
  })
}

/** Finishes in this process whatever is left, and says what the run looks like in the end. */
async function finish(results: string): Promise<{ hashes: string; files: string[]; resumedFrom: number }> {
  const { hashes, path, summary } = await fakeSweep({ results, planned: PLANNED })
  return { hashes, files: fs.readdirSync(path).sort(), resumedFrom: summary.resumedFrom }
}

const clean = ['returns.parquet', 'run.json', 'trials.parquet']

describe('kill -9 of the whole process', () => {
  test.each([1, 2])(
    'at random moments, again and again with other threads and chunks, ends in the same bytes (seed %i)',
    async (seed) => {
      const random = randomStream(seed, 'kill', 'moments')
      const results = scratchFolder()
      let committed = 0
      const history: string[] = []
      for (let round = 0; round < 2; round++) {
        const threads = 1 + randomInt(random, 3)
        const chunkSize = ['1', '7', 'auto', '20'][randomInt(random, 4)]!
        const afterMs = 20 + randomInt(random, 400)
        const child = await sweepInChild(results, threads, chunkSize, { afterMs })
        history.push(`${threads} threads, chunks ${chunkSize}, killed after ${afterMs} ms at ${child.committed}`)
        if (child.signal !== 'SIGKILL') break
        expect(child.committed, history.join('; ')).toBeGreaterThanOrEqual(committed)
        committed = child.committed
        expect(readManifest(join(results, 'fake-abababab'))?.state, history.join('; ')).toBe('running')
      }
      const end = await finish(results)
      expect(end.resumedFrom, history.join('; ')).toBeGreaterThanOrEqual(committed)
      expect(end, history.join('; ')).toMatchObject({ hashes: faultFree, files: clean })
    },
  )

  test.each(['commit.linked@2', 'compaction.recorded'])('at %s', async (crashpoint) => {
    const results = scratchFolder()
    expect((await sweepInChild(results, 2, '10', { crashpoint })).signal).toBe('SIGKILL')
    expect(await finish(results)).toMatchObject({ hashes: faultFree, files: clean })
  })
})
