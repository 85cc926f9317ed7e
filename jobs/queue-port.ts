/**
 * The queue that carries chunks from a coordinator to consumers: in this process (in-process-queue.ts) or, later, over BullMQ. Both pass
 * one suite, tests/jobs/queue-conformance.ts.
 *
 * Contract
 * - The queue only dispatches. What is committed on disk is the truth; a queue that loses everything loses no result.
 * - At least once: a chunk may be claimed again although somebody still works on it, and may settle more than once. Consumers commit
 *   idempotently, coordinators count committed ranges and not settlements.
 * - Bounded: it holds at most `capacity` chunks, waiting and claimed together; `offer` takes what fits.
 * - Waiting chunks are claimed in the order in which they were offered; a requeued one comes first.
 */
import type { ErrorArea } from '../src/core/errors.ts'
import type { ChunkPayload } from './chunk-payload.ts'

/** What a consumer says of a committed chunk. Small: hashes and counts, never rows. */
export interface ChunkResult {
  readonly failed: number
  readonly quarantined: number
  /** Equal content was there already. */
  readonly duplicate: boolean
  /** It was on disk before: nothing was computed. */
  readonly adopted: boolean
  /** CPU time that it took, ms; 0 when unknown. */
  readonly cpuMs: number
}

/** What a consumer says of a chunk that it gives up. */
export interface ChunkFailure {
  /** The chunk is to blame; it is split to find the guilty trial. Otherwise the run stops with this error. */
  readonly poison: boolean
  readonly area: ErrorArea
  readonly code: string
  /** For poison: what the guilty trial's row will say. */
  readonly message: string
  readonly remedy: string
  readonly detail: string
}

/** A chunk that one consumer works on. */
export interface Claim {
  readonly id: string
  readonly payload: ChunkPayload
  /** 1 for the first claim of an offered chunk. */
  readonly attempt: number
  /** Aborted when the claim is no longer ours (a lost lock): give the chunk up. */
  readonly signal: AbortSignal
}

export type Settlement =
  | { readonly outcome: 'completed'; readonly payload: ChunkPayload; readonly result: ChunkResult }
  | { readonly outcome: 'failed'; readonly payload: ChunkPayload; readonly failure: ChunkFailure }

export interface ChunkQueue {
  readonly capacity: number
  /**
   * Adds chunks in order until the queue is full and returns how many of them are in it now. One that is in it already counts and is
   * not added again; one that has settled is a new chunk. Errors: E_BAD_JOB, E_QUEUE_CLOSED.
   */
  offer(payloads: readonly ChunkPayload[]): Promise<number>
  /** Waits for a chunk. Null when the signal aborts or the queue is closed. */
  claim(signal?: AbortSignal): Promise<Claim | null>
  /** False when the claim was not ours any more; then nothing happens. */
  complete(claim: Claim, result: ChunkResult): Promise<boolean>
  fail(claim: Claim, failure: ChunkFailure): Promise<boolean>
  /** Gives a chunk back unharmed, to be claimed next. */
  requeue(claim: Claim): Promise<boolean>
  size(): Promise<{ readonly waiting: number; readonly active: number }>
  /** Called for every settled chunk, possibly more than once for one. Returns how to stop listening. */
  onSettled(listener: (settlement: Settlement) => void): () => void
  /** Waiting claims get null; claims in hand stay valid and may still settle. */
  close(): Promise<void>
}
