import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adoptShard, type CommitFiles, commitShard, preflight } from '../../src/io/commit.ts'
import { mendLedger, readLedger } from '../../src/io/commit-ledger.ts'
import { scanShards } from '../../src/io/result-store.ts'
import { encodeShard, shardName } from '../../src/io/shard-file.ts'
import { fakeBatch, PLAN_HASH } from '../jobs/fake-evaluator.ts'
import { scratchFolder } from '../scratch-folder.ts'

const shard = (from: number, to: number, noise = 0) => encodeShard(fakeBatch(from, to, { days: 20, noise }), PLAN_HASH)
const commit = (run: string, from: number, to: number, noise = 0) =>
  commitShard(run, shard(from, to, noise), performance.now())
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

function newRun(): string {
  const run = scratchFolder()
  preflight(run)
  return run
}

function commitInChild(run: string, crashpoint: string): Promise<{ signal: string | null; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'commit-child.ts'), run, '0', '10'], {
    env: { ...process.env, QUANTFARM_CRASHPOINT: crashpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  return new Promise((resolve) => child.on('close', (_, signal) => resolve({ signal, output })))
}

describe('commit', () => {
  const points = ['written', 'synced', 'verified', 'linked', 'unlinked', 'folder-synced', 'recorded']
  const linkedAt = points.indexOf('linked')

  test('kill -9 at each step leaves the shard whole or absent, and the next run needs no second computation of a whole one', async () => {
    const outcomes = await Promise.all(
      points.map(async (point, step) => {
        const run = newRun()
        const killed = await commitInChild(run, `commit.${point}`)
        const committed = fs.readdirSync(join(run, 'shards'))
        const temp = fs.readdirSync(join(run, '.tmp'))
        const scan = scanShards(run, PLAN_HASH, 10)
        return { step, run, killed, committed, temp, scan }
      }),
    )
    for (const { step, run, killed, committed, temp, scan } of outcomes) {
      expect(killed, points[step]).toEqual({ signal: 'SIGKILL', output: '' })
      expect(committed, points[step]).toEqual(step < linkedAt ? [] : [shardName(0, 10)])
      expect(temp.length, points[step]).toBe(step <= linkedAt ? 1 : 0)
      expect(scan.committed.ranges(), points[step]).toEqual(step < linkedAt ? [] : [{ from: 0, to: 10 }])
      expect(scan.damaged).toEqual([])
      expect(readLedger(run).size, points[step]).toBe(step < linkedAt ? 0 : 1)
      const adopted = adoptShard(run, 0, 10, PLAN_HASH)
      if (step < linkedAt) expect(adopted).toBeNull()
      else expect(adopted).toMatchObject({ adopted: true, sha256: shard(0, 10).sha256 })
      expect(commit(run, 0, 10)).toMatchObject({ duplicate: step >= linkedAt, sha256: shard(0, 10).sha256 })
    }
  })

  test('equal content is a duplicate, other content E_NONDETERMINISTIC with both sides kept and the first differing cell named', () => {
    const run = newRun()
    expect(commit(run, 0, 10)).toMatchObject({ duplicate: false, failed: 0 })
    expect(commit(run, 0, 10)).toMatchObject({ duplicate: true })
    const before = fs.readFileSync(join(run, 'shards', shardName(0, 10)))
    let error: Error | undefined
    try {
      commit(run, 0, 10, 0.5)
    } catch (e) {
      error = e as Error
    }
    expect(error).toMatchObject({ code: 'E_NONDETERMINISTIC' })
    expect(error?.message).toContain('trial 0, sharpe: 0 and 0.5')
    expect(fs.readdirSync(join(run, 'aside'))).toEqual([`${shardName(0, 10)}.first`, `${shardName(0, 10)}.second`])
    expect(fs.readFileSync(join(run, 'aside', `${shardName(0, 10)}.first`))).toEqual(before)
    expect(fs.readFileSync(join(run, 'shards', shardName(0, 10)))).toEqual(before)
    expect(fs.readdirSync(join(run, '.tmp'))).toEqual([])
  })

  test('a damaged shard in the way is replaced; one of another plan is refused', () => {
    const run = newRun()
    commit(run, 0, 10)
    const path = join(run, 'shards', shardName(0, 10))
    const good = fs.readFileSync(path)
    for (const bad of [good.subarray(0, 500), Buffer.alloc(0), Buffer.from(good).fill(1, 40, 60)]) {
      fs.writeFileSync(path, bad)
      expect(commit(run, 0, 10)).toMatchObject({ duplicate: false })
      expect(fs.readFileSync(path)).toEqual(good)
    }
    fs.writeFileSync(path, encodeShard(fakeBatch(0, 10, { days: 20 }), 'cd'.repeat(32)).bytes)
    expect(codeOf(() => commit(run, 0, 10))).toBe('E_RUN_OTHER_PLAN')
    expect(codeOf(() => adoptShard(run, 0, 10, PLAN_HASH))).toBe('E_RUN_OTHER_PLAN')
  })

  const fault = (operation: keyof CommitFiles, code: string): CommitFiles => ({
    openSync: fs.openSync,
    writeSync: fs.writeSync,
    fsyncSync: fs.fsyncSync,
    closeSync: fs.closeSync,
    linkSync: fs.linkSync,
    [operation]: () => {
      throw Object.assign(new Error(`${code}: injected`), { code })
    },
  })

  test.each([
    ['openSync', 'EMFILE', 'E_STORE_FILES'],
    ['writeSync', 'ENOSPC', 'E_STORE_FULL'],
    ['fsyncSync', 'EIO', 'E_STORE_IO'],
    ['linkSync', 'EDQUOT', 'E_STORE_FULL'],
    ['linkSync', 'EROFS', 'E_STORE_DENIED'],
  ] as const)('%s failing with %s is %s: nothing committed, no temp file, later it works', (operation, errno, code) => {
    const run = newRun()
    expect(codeOf(() => commitShard(run, shard(0, 10), 0, fault(operation, errno)))).toBe(code)
    expect(fs.readdirSync(join(run, 'shards'))).toEqual([])
    expect(fs.readdirSync(join(run, '.tmp'))).toEqual([])
    expect(commit(run, 0, 10).duplicate).toBe(false)
  })

  test('short writes are continued, a write that gets nowhere is E_STORE_IO', () => {
    const run = newRun()
    const write = (length: number): CommitFiles => ({
      ...fault('linkSync', ''),
      linkSync: fs.linkSync,
      writeSync: ((file: number, bytes: Uint8Array, at: number) =>
        length === 0 ? 0 : fs.writeSync(file, bytes, at, Math.min(length, bytes.length - at))) as typeof fs.writeSync,
    })
    expect(codeOf(() => commitShard(run, shard(0, 10), 0, write(0)))).toBe('E_STORE_IO')
    expect(commitShard(run, shard(0, 10), 0, write(1000)).duplicate).toBe(false)
  })

  test('what the disk gives back is compared with what was written', () => {
    const run = newRun()
    const lying: CommitFiles = {
      ...fault('linkSync', ''),
      linkSync: fs.linkSync,
      writeSync: ((file: number, bytes: Uint8Array) =>
        fs.writeSync(file, Buffer.from(bytes).fill(0, 50, 51))) as typeof fs.writeSync,
    }
    expect(codeOf(() => commitShard(run, shard(0, 10), 0, lying))).toBe('E_STORE_IO')
    expect(fs.readdirSync(join(run, 'shards'))).toEqual([])
  })
})

describe('what is committed', () => {
  test('is the union of whole shards; damaged ones are named and removed', () => {
    const run = newRun()
    for (const [from, to] of [
      [0, 10],
      [10, 20],
      [15, 30],
      [40, 50],
    ] as const) {
      commit(run, from, to)
    }
    fs.writeFileSync(join(run, 'shards', 'notes.txt'), 'left alone')
    const flip = join(run, 'shards', shardName(10, 20))
    const bytes = fs.readFileSync(flip)
    bytes[100]! ^= 4
    fs.writeFileSync(flip, bytes)
    const scan = scanShards(run, PLAN_HASH, 50)
    expect(scan.damaged).toMatchObject([{ from: 10, to: 20 }])
    expect(scan.committed.ranges()).toEqual([
      { from: 0, to: 10 },
      { from: 15, to: 30 },
      { from: 40, to: 50 },
    ])
    expect(fs.existsSync(flip)).toBe(false)
    expect(codeOf(() => scanShards(run, 'cd'.repeat(32), 50))).toBe('E_RUN_OTHER_PLAN')
    expect(codeOf(() => scanShards(run, PLAN_HASH, 45))).toBe('E_RUN_OTHER_PLAN')
  })

  test('does not need the ledger: torn or lost, shards are checked row by row and recorded anew', () => {
    const run = newRun()
    commit(run, 0, 10)
    commit(run, 10, 20)
    const ledger = join(run, 'commits.ndjson')
    const text = fs.readFileSync(ledger, 'utf8')
    fs.writeFileSync(ledger, text.slice(0, -40))
    mendLedger(run)
    expect(scanShards(run, PLAN_HASH, 20).committed.count).toBe(20)
    expect([...readLedger(run).keys()]).toEqual(['0-10', '10-20'])
    fs.rmSync(ledger)
    expect(scanShards(run, PLAN_HASH, 20).committed.count).toBe(20)
  })
})

describe('preflight', () => {
  test('names the step that a folder does not allow', () => {
    const run = join(scratchFolder(), 'file')
    fs.writeFileSync(run, '')
    expect(() => preflight(run)).toThrow(/could not make folders/)
    expect(codeOf(() => preflight(run))).toBe('E_STORE_PREFLIGHT')
  })
})
