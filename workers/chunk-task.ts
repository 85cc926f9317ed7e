/** What passes between the pool (main thread) and a worker thread: structured-clonable, no functions. */

import { type ErrorArea, FarmError } from '../src/core/errors.ts'
import type { CommitReceipt } from '../src/io/commit.ts'

/** workerData of every thread. */
export interface ThreadInit {
  /** URL of a module whose export `createEvaluator(init, thread)` gives a ChunkEvaluator, or a promise of one. */
  readonly evaluatorModule: string
  /** Handed to createEvaluator as it is; shared memory (SharedArrayBuffer, WebAssembly.Memory) stays shared. */
  readonly init: unknown
  readonly runDirectory: string
  readonly planHash: string
  readonly control: SharedArrayBuffer
}

/** Second argument of createEvaluator. */
export interface ThreadIdentity {
  /** Small number ≥ 0, unique among living threads, used again after a thread has ended: the owner of slots in shared memory. */
  readonly seat: number
}

/** Trials [from, to) for one thread. */
export interface ChunkTask {
  readonly lane: number
  /** Numbers the runs of all lanes, > 0: a late stop for one never hits the next. */
  readonly ticket: number
  readonly from: number
  readonly to: number
  /** What the composition leased to this chunk; goes to the evaluator's `accept`. */
  readonly lease: unknown
}

export interface ChunkReceipt extends CommitReceipt {
  /** CPU time of the thread for this chunk, ms: what chunk sizes are chosen by. 0 for an adopted shard. */
  readonly cpuMs: number
}

/** A thread's answer. It never throws: an error's code would be lost on the way. */
export type ChunkReply =
  | { readonly kind: 'committed'; readonly receipt: ChunkReceipt }
  /** It was told to stop and has committed nothing. */
  | { readonly kind: 'stopped' }
  /** `setup`: createEvaluator failed. `evaluate`: the evaluator threw. `commit`: encoding or committing failed. */
  | { readonly kind: 'failed'; readonly stage: 'setup' | 'evaluate' | 'commit'; readonly error: PlainError }

/** An error as plain values. `code` is empty for errors that are not ours. */
export interface PlainError {
  readonly area: ErrorArea
  readonly code: string
  readonly message: string
  readonly remedy: string
  readonly detail: string
}

export function toPlainError(error: unknown): PlainError {
  const detail = error instanceof Error ? (error.stack ?? '') : ''
  if (error instanceof FarmError) {
    const { area, code, message, remedy } = error
    return { area, code, message, remedy, detail }
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { area: 'execution', code: '', message, remedy: '', detail }
}

/** @param fallbackCode for errors that had no code of ours. */
export function fromPlainError(plain: PlainError, fallbackCode: string): FarmError {
  const error = new FarmError(plain.area, plain.code || fallbackCode, plain.message, plain.remedy)
  if (plain.detail !== '') error.stack = plain.detail
  return error
}
