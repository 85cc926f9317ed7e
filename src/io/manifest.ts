/**
 * run.json: what a run is, how far it is and what it was made with. One writer (the coordinator that holds the run's lock), replaced
 * atomically; checked on every read. It can be rebuilt from the plan and the shards: the rows are the truth.
 *
 * States: planned → running → complete | interrupted (can be resumed) | failed (an error stopped it; resuming tries again). A manifest
 * that says `running` without a live lock is a run that died. `files` is set once both final files are in place: from then on they are
 * the truth and not the shards, whatever the state says.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreError } from '../core/errors.ts'
import { replaceFile } from './atomic-file.ts'
import { storeError } from './store-error.ts'

export const MANIFEST_VERSION = 1
const MANIFEST_FILE = 'run.json'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()
const json = z.record(z.string(), z.unknown())

const resultFile = z.strictObject({ name: z.string(), rows: count, bytes: count, sha256: hash, contentHash: hash })

const session = z.strictObject({
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  threads: count,
  chunkSize: z.union([count, z.literal('auto')]),
  /** Trials that earlier sessions had committed. */
  resumedFrom: count,
  duplicates: count,
  ms: z.number().nonnegative(),
})

const manifest = z.strictObject({
  schemaVersion: z.literal(MANIFEST_VERSION),
  runId: z.string(),
  name: z.string(),
  planHash: hash,
  state: z.enum(['planned', 'running', 'complete', 'interrupted', 'failed']),
  /** Trials in the plan. */
  planned: count,
  /** The plan itself: config with every default filled in. */
  plan: json,
  /** What the plan hash is made of: seeds, dataset hashes, engine and strategy hashes. */
  identity: json,
  /** Names of trials.parquet's columns; null until the first shard is seen. */
  layout: z
    .strictObject({
      axes: z.array(z.strictObject({ name: z.string(), kind: z.enum(['number', 'text']) })),
      metrics: z.array(z.string()),
    })
    .nullable(),
  counts: z.strictObject({ committed: count, failed: count, ruined: count, quarantined: count, duplicates: count }),
  /** Trials whose chunk killed or hung its thread; `detail` may hold a stack. */
  quarantined: z.array(z.strictObject({ index: count, reason: z.string(), detail: z.string() })),
  files: z.strictObject({ trials: resultFile, returns: resultFile }).nullable(),
  /** The error that stopped the run, in state `failed`. */
  error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  // From here on: outside every hash.
  /** Git commit, versions, machine, math self-test. */
  environment: json,
  createdAt: z.string(),
  sessions: z.array(session),
})

export type RunManifest = z.infer<typeof manifest>
export type RunSession = z.infer<typeof session>

/**
 * Null when the folder has no run.json.
 * Errors: E_RUN_SCHEMA (written by a newer version), E_RUN_MANIFEST (not a manifest; names path, value and rule), E_STORE_IO.
 */
export function readManifest(run: string): RunManifest | null {
  const path = join(run, MANIFEST_FILE)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw storeError(error, 'read', path)
  }
  const value = parseJson(text, path)
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion
  if (typeof version === 'number' && version > MANIFEST_VERSION) {
    throw new StoreError(
      'E_RUN_SCHEMA',
      `${path} has schemaVersion ${version}, this quantfarm reads up to ${MANIFEST_VERSION}`,
      'Use the version of quantfarm that wrote it, or a newer one.',
    )
  }
  const parsed = manifest.safeParse(value)
  if (parsed.success) return parsed.data
  const { path: at, message } = parsed.error.issues[0]!
  throw broken(path, `${at.join('.') || 'top level'}: ${message}`)
}

/** Errors: E_STORE_FULL, E_STORE_DENIED, E_STORE_IO; E_RUN_MANIFEST when the caller built a wrong one. */
export function writeManifest(run: string, value: RunManifest): void {
  const path = join(run, MANIFEST_FILE)
  const parsed = manifest.safeParse(value)
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!
    throw broken(path, `${at.join('.')}: ${message}`)
  }
  replaceFile(path, `${JSON.stringify(parsed.data, null, 2)}\n`)
}

const broken = (path: string, why: string): StoreError =>
  new StoreError(
    'E_RUN_MANIFEST',
    `${path} is not a run manifest: ${why}`,
    'Start a new run with --new-run, or remove the folder.',
  )

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(path, (error as Error).message)
  }
}
