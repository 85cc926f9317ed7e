/**
 * One coordinator for a run: `run.lock` names its host, process and start, and its modification time is a heartbeat.
 *
 * The lock is created by linking a finished file, so it is never seen half written. It is stale, and taken over, when its process is
 * gone from this host (or the id now belongs to a process that started at another time), or, from another host, when it has not beaten
 * for a minute. Two processes that take over at once: each moves the file that it read aside and sees whether it moved that very file.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { StoreError } from '../core/errors.ts'
import { removeIfThere } from './atomic-file.ts'
import { storeError } from './store-error.ts'

export interface RunLock {
  /** Removes the lock if it is still ours. Safe to repeat. */
  release(): void
}

export interface LockOwner {
  readonly host: string
  readonly pid: number
  /** When the process started, by the kernel's clock; empty where that is not known. */
  readonly startToken: string
  readonly token: string
}

/** A lock from another host that has not beaten for this long is stale, ms. */
export const STALE_MS = 60_000
const HEARTBEAT_MS = 5_000
const LOCK_FILE = 'run.lock'

/**
 * @param onLost called once if somebody else took the lock over (this host slept, say): stop writing.
 * Errors: E_RUN_LOCKED naming host and process of the holder; E_STORE_IO and others.
 */
export function acquireRunLock(run: string, onLost: () => void = () => {}): RunLock {
  const path = join(run, LOCK_FILE)
  const owner: LockOwner = {
    host: hostname(),
    pid: process.pid,
    startToken: startToken(process.pid),
    token: randomUUID(),
  }
  try {
    while (!create(path, owner)) {
      const holder = readLock(path)
      if (holder === null) continue // Released in the meantime.
      if (!isStale(holder)) throw locked(run, holder)
      moveAside(path, holder.owner.token)
    }
  } catch (error) {
    throw storeError(error, 'lock', run)
  }
  return keepAlive(path, owner, onLost)
}

/** Who holds a run, null when nobody does (or a dead process seems to). */
export function lockHolder(run: string): LockOwner | null {
  const holder = readLock(join(run, LOCK_FILE))
  return holder === null || isStale(holder) ? null : holder.owner
}

interface HeldLock {
  readonly owner: LockOwner
  readonly silentMs: number
}

function create(path: string, owner: LockOwner): boolean {
  const temp = `${path}.${owner.token}`
  writeFileSync(temp, JSON.stringify(owner))
  try {
    linkSync(temp, path)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  } finally {
    removeIfThere(temp)
  }
}

function readLock(path: string): HeldLock | null {
  try {
    const silentMs = Date.now() - statSync(path).mtimeMs
    const text = readFileSync(path, 'utf8')
    return { owner: parseOwner(text), silentMs }
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null
    throw error
  }
}

/** A lock that is not ours to understand is judged by its heartbeat alone. */
function parseOwner(text: string): LockOwner {
  try {
    const owner = JSON.parse(text) as LockOwner
    if (typeof owner.host === 'string' && Number.isSafeInteger(owner.pid) && typeof owner.token === 'string')
      return owner
  } catch {
    // Falls through.
  }
  return { host: 'unknown', pid: 0, startToken: '', token: text }
}

function isStale({ owner, silentMs }: HeldLock): boolean {
  if (owner.host !== hostname()) return silentMs > STALE_MS
  if (!isAlive(owner.pid)) return true
  const now = startToken(owner.pid)
  if (now !== '' && owner.startToken !== '') return now !== owner.startToken
  return silentMs > STALE_MS
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** Linux: field 22 of /proc/<pid>/stat, the start in clock ticks since boot. The name before it may hold spaces and brackets. */
function startToken(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function moveAside(path: string, expectedToken: string): void {
  const aside = `${path}.stale.${randomUUID()}`
  try {
    renameSync(path, aside)
    const moved = readLock(aside)
    // Somebody had taken over between our read and our move: give it back unless a third one is there already.
    if (moved !== null && moved.owner.token !== expectedToken) linkSync(aside, path)
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    removeIfThere(aside)
  }
}

function keepAlive(path: string, owner: LockOwner, onLost: () => void): RunLock {
  const ours = (): boolean => readLock(path)?.owner.token === owner.token
  const timer = setInterval(() => {
    try {
      if (ours()) return utimesSync(path, new Date(), new Date())
    } catch {
      return // A passing error of the file system; the next beat tries again.
    }
    clearInterval(timer)
    onLost()
  }, HEARTBEAT_MS)
  timer.unref()
  return {
    release() {
      clearInterval(timer)
      if (ours()) removeIfThere(path)
    },
  }
}

function locked(run: string, { owner, silentMs }: HeldLock): StoreError {
  const seconds = Math.max(0, Math.round(silentMs / 1000))
  return new StoreError(
    'E_RUN_LOCKED',
    `${run} is in use by process ${owner.pid} on ${owner.host} (last sign of life ${seconds} s ago)`,
    'Wait for it or stop it; or start another run with --new-run.',
  )
}
