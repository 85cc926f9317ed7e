import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifest } from '../../src/io/manifest.ts'
import { damagedFiles, openExistingRun, openRun, type RunRequest } from '../../src/io/run-directory.ts'
import { acquireRunLock, lockHolder, STALE_MS } from '../../src/io/run-lock.ts'
import { PLAN_HASH } from '../jobs/fake-evaluator.ts'
import { scratchFolder } from '../scratch-folder.ts'

const request = (results: string, more: Partial<RunRequest> = {}): RunRequest => ({
  results,
  name: 'demo',
  planHash: PLAN_HASH,
  planned: 40,
  plan: { sweep: 1 },
  identity: { seed: 42 },
  environment: { node: process.version },
  ...more,
})

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('run directory', () => {
  test('the same plan finds its run again; --new-run takes the next free number', () => {
    const results = join(scratchFolder(), 'out', 'with space ü')
    const first = openRun(request(results))
    expect(first.runId).toBe('demo-abababab')
    expect(first.manifest).toMatchObject({ state: 'planned', planned: 40, identity: { seed: 42 }, files: null })
    first.update({ state: 'interrupted' })
    first.close()
    const again = openRun(request(results, { environment: {} }))
    expect(again.path).toBe(first.path)
    expect(again.manifest).toMatchObject({ state: 'interrupted', environment: { node: process.version } })
    again.close()
    for (const id of ['demo-abababab.2', 'demo-abababab.3']) {
      const next = openRun(request(results, { newRun: true }))
      expect(next.runId).toBe(id)
      next.close()
    }
    openExistingRun(join(results, 'demo-abababab.2')).close()
    expect(fs.readdirSync(first.path).sort()).toEqual(['.tmp', 'run.json', 'shards'])
  })

  test('a folder of another plan, of a newer version, of nobody, or with a broken manifest is refused by name', () => {
    const results = scratchFolder()
    const run = openRun(request(results))
    run.close()
    const path = join(run.path, 'run.json')
    const text = fs.readFileSync(path, 'utf8')
    expect(codeOf(() => openRun(request(results, { planHash: PLAN_HASH.slice(0, 8) + 'cd'.repeat(28) })))).toBe(
      'E_RUN_OTHER_PLAN',
    )
    expect(codeOf(() => openRun(request(results, { planned: 41 })))).toBe('E_RUN_OTHER_PLAN')
    fs.writeFileSync(path, text.replace('"schemaVersion": 1', '"schemaVersion": 2, "future": true'))
    expect(codeOf(() => openRun(request(results)))).toBe('E_RUN_SCHEMA')
    fs.writeFileSync(path, text.replace('"planned": 40', '"planned": -1'))
    expect(() => openRun(request(results))).toThrow(/run\.json is not a run manifest: planned/)
    fs.writeFileSync(path, text.slice(0, 50))
    expect(codeOf(() => openRun(request(results)))).toBe('E_RUN_MANIFEST')
    fs.rmSync(path)
    fs.writeFileSync(join(run.path, 'thesis.doc'), '')
    expect(codeOf(() => openRun(request(results)))).toBe('E_RUN_NOT_A_RUN')
    expect(codeOf(() => openExistingRun(run.path))).toBe('E_RUN_NOT_A_RUN')
    for (const name of ['../up', 'Über', '', 'a b', '.hidden']) {
      expect(
        codeOf(() => openRun(request(results, { name }))),
        name,
      ).toBe('E_RUN_NAME')
    }
    const file = join(results, 'file')
    fs.writeFileSync(file, '')
    expect(codeOf(() => openRun(request(join(file, 'results'))))).toMatch(/^E_STORE_/)
  })

  test('temp files of a dead process are removed, a torn manifest never replaces the old one', () => {
    const results = scratchFolder()
    const run = openRun(request(results))
    run.close()
    fs.writeFileSync(join(run.path, '.tmp', 'left.over'), 'x')
    fs.writeFileSync(join(run.path, 'run.json.tmp'), '{"schemaVer')
    const again = openRun(request(results))
    expect(fs.readdirSync(join(run.path, '.tmp'))).toEqual([])
    again.update({ state: 'running' })
    expect(readManifest(run.path)?.state).toBe('running')
    expect(fs.existsSync(join(run.path, 'run.json.tmp'))).toBe(false)
    expect(codeOf(() => again.update({ planned: -1 }))).toBe('E_RUN_MANIFEST')
    expect(again.manifest.planned).toBe(40)
    again.close()
  })

  test('changed or missing final files of a complete run are named', async () => {
    const results = scratchFolder()
    const run = openRun(request(results))
    const file = (name: string, sha256: string) => ({ name, rows: 40, bytes: 2, sha256, contentHash: sha256 })
    fs.writeFileSync(join(run.path, 'trials.parquet'), 'hi')
    const hi = '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4'
    run.update({
      state: 'complete',
      files: { trials: file('trials.parquet', hi), returns: file('returns.parquet', hi) },
    })
    expect(await damagedFiles(run.path, run.manifest)).toEqual([join(run.path, 'returns.parquet')])
    run.close()
  })
})

describe('run lock', () => {
  test('a second coordinator is refused while the first lives, and gets the run afterwards', () => {
    const results = scratchFolder()
    const run = openRun(request(results))
    expect(() => openRun(request(results))).toThrow(new RegExp(`in use by process ${process.pid} on ${hostname()}`))
    expect(codeOf(() => openExistingRun(run.path))).toBe('E_RUN_LOCKED')
    expect(lockHolder(run.path)).toMatchObject({ pid: process.pid })
    run.close()
    run.close()
    expect(lockHolder(run.path)).toBeNull()
    openRun(request(results)).close()
  })

  test('the lock of a killed process, of a reused process id and of a silent host is taken over; a beating one is not', async () => {
    const folder = scratchFolder()
    const path = join(folder, 'run.lock')
    const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
    await new Promise((resolve) => child.on('close', resolve))
    const owner = { host: hostname(), pid: child.pid, startToken: '1', token: 'theirs' }
    const take = (value: object, silentMs = 0): string | undefined => {
      fs.writeFileSync(path, JSON.stringify(value))
      const then = new Date(Date.now() - silentMs)
      fs.utimesSync(path, then, then)
      return codeOf(() => acquireRunLock(folder).release())
    }
    expect(take(owner)).toBeUndefined()
    if (process.platform === 'linux') expect(take({ ...owner, pid: process.pid })).toBeUndefined()
    expect(take({ ...owner, host: 'elsewhere' })).toBe('E_RUN_LOCKED')
    expect(take({ ...owner, host: 'elsewhere' }, STALE_MS + 1000)).toBeUndefined()
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('of many processes that find a stale lock exactly one gets it', async () => {
    const folder = scratchFolder()
    const stale = { host: hostname(), pid: 2 ** 22 + 5, startToken: '1', token: 'dead' }
    fs.writeFileSync(join(folder, 'run.lock'), JSON.stringify(stale))
    const source = `
      import { acquireRunLock } from ${JSON.stringify(new URL('../../src/io/run-lock.ts', import.meta.url).href)}
      try { acquireRunLock(${JSON.stringify(folder)}); console.log('got it') } catch (e) { console.log(e.code) }
      setTimeout(() => {}, 700)`
    const outputs = await Promise.all(
      Array.from({ length: 5 }, () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let output = ''
        child.stdout.on('data', (text: Buffer) => (output += text.toString()))
        return new Promise<string>((resolve) => child.on('close', () => resolve(output.trim())))
      }),
    )
    expect(outputs.sort()).toEqual(['E_RUN_LOCKED', 'E_RUN_LOCKED', 'E_RUN_LOCKED', 'E_RUN_LOCKED', 'got it'])
  })
})
