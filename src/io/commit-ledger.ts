/**
 * commits.ndjson: one line for each commit of a run, appended by whoever committed. It is a witness, not the truth (the shards are):
 * it gives the sha256 by which a damaged shard is noticed. A line is one small append, so threads never interleave; a crash can tear
 * only the last line, which readers skip and `mendLedger` closes before anybody appends again.
 */
import { appendFileSync, closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { storeError } from './store-error.ts'

export interface CommitRecord {
  readonly from: number
  readonly to: number
  readonly sha256: string
  readonly contentHash: string
  readonly bytes: number
  readonly failed: number
  readonly quarantined: number
  /** True when the shard was there already with equal content. */
  readonly duplicate: boolean
  /** Milliseconds from the start of the chunk to the end of its commit. */
  readonly ms: number
}

/** Errors: E_STORE_FULL, E_STORE_IO. */
export function appendCommit(run: string, record: CommitRecord): void {
  try {
    appendFileSync(ledgerPath(run), `${JSON.stringify(record)}\n`)
  } catch (error) {
    throw storeError(error, 'append to', ledgerPath(run))
  }
}

/** Whole lines only; the last one wins where a range was committed twice. Keyed `from-to`. */
export function readLedger(run: string): Map<string, CommitRecord> {
  const records = new Map<string, CommitRecord>()
  let text: string
  try {
    text = readFileSync(ledgerPath(run), 'utf8')
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return records
    throw storeError(error, 'read', ledgerPath(run))
  }
  for (const line of text.split('\n')) {
    const record = parse(line)
    if (record !== null) records.set(`${record.from}-${record.to}`, record)
  }
  return records
}

/** Ends a line that a crash left open. Only for the holder of the run's lock, before threads start. */
export function mendLedger(run: string): void {
  const path = ledgerPath(run)
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size === 0) return
    const file = openSync(path, 'r')
    const last = new Uint8Array(1)
    readSync(file, last, 0, 1, size - 1)
    closeSync(file)
    if (last[0] !== 0x0a) appendFileSync(path, '\n')
  } catch (error) {
    throw storeError(error, 'mend', path)
  }
}

export const ledgerPath = (run: string): string => join(run, 'commits.ndjson')

function parse(line: string): CommitRecord | null {
  try {
    const record = JSON.parse(line) as CommitRecord
    return typeof record.sha256 === 'string' && Number.isSafeInteger(record.from) ? record : null
  } catch {
    return null
  }
}
