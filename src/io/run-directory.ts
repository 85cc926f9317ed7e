/**
 * The folder of a run: `<results>/<name>-<first 8 hex of the plan hash>`. The same plan finds its folder again, which is how the same
 * command resumes an unfinished run; `--new-run` takes the first free `.2`, `.3`, ….
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, StoreError } from '../core/errors.ts'
import { makeFolder, syncFolder } from './atomic-file.ts'
import { preflight, SHARDS, TEMP } from './commit.ts'
import { mendLedger } from './commit-ledger.ts'
import { MANIFEST_VERSION, type RunManifest, readManifest, writeManifest } from './manifest.ts'
import { fileSha256 } from './result-store.ts'
import { acquireRunLock } from './run-lock.ts'
import { storeError } from './store-error.ts'

/** What identifies a run and what its manifest starts with. */
export interface RunRequest {
  /** Root of all results; made if missing. */
  readonly results: string
  /** Lower-case letters, digits, - and _; 1 to 64. */
  readonly name: string
  /** 64 hex digits. */
  readonly planHash: string
  /** Trials in the plan, ≥ 1. */
  readonly planned: number
  readonly plan: Readonly<Record<string, unknown>>
  readonly identity: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, unknown>>
  readonly newRun?: boolean
  /** Called if another process took the run's lock over. */
  readonly onLockLost?: () => void
}

/** A run's folder, locked by this process. */
export interface RunDirectory {
  readonly path: string
  readonly runId: string
  readonly planHash: string
  /** The manifest as last read or written. */
  readonly manifest: RunManifest
  /** Merges into the manifest and writes it. */
  update(change: Partial<RunManifest>): void
  /** Releases the lock. */
  close(): void
}

/**
 * Makes or finds the run's folder, locks it, checks that results can be committed in it, removes temp files of dead processes.
 * A complete run is returned with state `complete`, untouched.
 *
 * Errors: E_RUN_NAME, E_RUN_OTHER_PLAN (the folder belongs to another plan), E_RUN_NOT_A_RUN (a folder without run.json),
 * E_RUN_SCHEMA, E_RUN_MANIFEST, E_RUN_LOCKED, E_STORE_PREFLIGHT, E_STORE_DENIED.
 */
export function openRun(request: RunRequest): RunDirectory {
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(request.name)) {
    throw new ConfigError(
      'E_RUN_NAME',
      `name: "${request.name}" cannot name a run`,
      'Use 1 to 64 lower-case letters, digits, - and _, starting with a letter or digit.',
    )
  }
  const runId = chooseRunId(request)
  const path = join(request.results, runId)
  makeRunFolder(path)
  refuseForeignFolder(path)
  const lock = acquireRunLock(path, request.onLockLost)
  try {
    let manifest = readManifest(path)
    if (manifest !== null && (manifest.planHash !== request.planHash || manifest.planned !== request.planned)) {
      throw new StoreError(
        'E_RUN_OTHER_PLAN',
        `${path} belongs to another plan (hash ${manifest.planHash.slice(0, 16)}…, ${manifest.planned} trials; asked for ` +
          `${request.planHash.slice(0, 16)}…, ${request.planned} trials)`,
        'Start a new run with --new-run, or choose another name.',
      )
    }
    if (manifest?.state !== 'complete') prepare(path)
    if (manifest === null) {
      manifest = initialManifest(request, runId)
      writeManifest(path, manifest)
    }
    return new OpenRun(path, manifest, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Opens an existing run by its folder, as `resume`, `report` and `verify` do. Errors: E_RUN_NOT_A_RUN and those of openRun.
 */
export function openExistingRun(path: string, onLockLost?: () => void): RunDirectory {
  const found = readManifest(path)
  if (found === null) throw notARun(path)
  const lock = acquireRunLock(path, onLockLost)
  try {
    const manifest = readManifest(path) ?? found
    if (manifest.state !== 'complete') prepare(path)
    return new OpenRun(path, manifest, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Names of the final files that are missing or whose bytes are not the manifest's; empty when all is well. Errors: E_STORE_IO. */
export async function damagedFiles(path: string, manifest: RunManifest): Promise<string[]> {
  const damaged: string[] = []
  for (const file of manifest.files === null ? [] : [manifest.files.trials, manifest.files.returns]) {
    const full = join(path, file.name)
    if (!existsSync(full) || (await fileSha256(full)) !== file.sha256) damaged.push(full)
  }
  return damaged
}

class OpenRun implements RunDirectory {
  readonly path: string
  readonly #release: () => void
  #manifest: RunManifest

  constructor(path: string, manifest: RunManifest, release: () => void) {
    this.path = path
    this.#manifest = manifest
    this.#release = release
  }

  get runId(): string {
    return this.#manifest.runId
  }

  get planHash(): string {
    return this.#manifest.planHash
  }

  get manifest(): RunManifest {
    return this.#manifest
  }

  update(change: Partial<RunManifest>): void {
    const next = { ...this.#manifest, ...change }
    writeManifest(this.path, next)
    this.#manifest = next
  }

  close(): void {
    this.#release()
  }
}

function chooseRunId({ results, name, planHash, newRun }: RunRequest): string {
  const base = `${name}-${planHash.slice(0, 8)}`
  if (!newRun || !existsSync(join(results, base))) return base
  for (let n = 2; ; n++) if (!existsSync(join(results, `${base}.${n}`))) return `${base}.${n}`
}

function makeRunFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw storeError(error, 'make', path)
  }
}

/** A folder with anything in it but no run.json is somebody else's, unless all there is comes from a run that died while starting. */
function refuseForeignFolder(path: string): void {
  const names = readdirSync(path)
  if (names.includes('run.json')) return
  const ours = (name: string): boolean =>
    name === TEMP || name === SHARDS || name === 'run.json.tmp' || name.startsWith('run.lock')
  if (!names.every(ours)) throw notARun(path)
}

const notARun = (path: string): StoreError =>
  new StoreError(
    'E_RUN_NOT_A_RUN',
    `${path} is not a run: it has no run.json`,
    'Choose another name or results folder (--out).',
  )

/** Only for the holder of the lock: nobody else writes here. */
function prepare(path: string): void {
  try {
    rmSync(join(path, TEMP), { recursive: true, force: true })
    makeFolder(join(path, TEMP))
    syncFolder(path)
  } catch (error) {
    throw storeError(error, 'prepare', path)
  }
  preflight(path)
  mendLedger(path)
}

function initialManifest(request: RunRequest, runId: string): RunManifest {
  return {
    schemaVersion: MANIFEST_VERSION,
    runId,
    name: request.name,
    planHash: request.planHash,
    state: 'planned',
    planned: request.planned,
    plan: { ...request.plan },
    identity: { ...request.identity },
    layout: null,
    counts: { committed: 0, failed: 0, ruined: 0, quarantined: 0, duplicates: 0 },
    quarantined: [],
    files: null,
    error: null,
    environment: { ...request.environment },
    createdAt: new Date().toISOString(),
    sessions: [],
  }
}
