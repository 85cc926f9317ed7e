/** The queue port in this process's memory: what a sweep on one machine uses. */
import { QueueError } from '../src/core/errors.ts'
import { type ChunkPayload, chunkId, parsePayload } from './chunk-payload.ts'
import type { ChunkFailure, ChunkQueue, ChunkResult, Claim, Settlement } from './queue-port.ts'

/** @param capacity chunks, waiting and claimed together, ≥ 1. */
export const createInProcessQueue = (capacity: number): ChunkQueue => new InProcessQueue(capacity)

interface Waiting {
  readonly id: string
  readonly payload: ChunkPayload
  readonly attempt: number
}

class InProcessQueue implements ChunkQueue {
  readonly capacity: number
  readonly #waiting: Waiting[] = []
  readonly #active = new Map<string, Claim>()
  readonly #claimants: ((claim: Claim | null) => void)[] = []
  readonly #listeners = new Set<(settlement: Settlement) => void>()
  #closed = false

  constructor(capacity: number) {
    this.capacity = capacity
  }

  async offer(payloads: readonly ChunkPayload[]): Promise<number> {
    if (this.#closed) throw new QueueError('E_QUEUE_CLOSED', 'the queue is closed')
    const known = new Set([...this.#waiting.map(({ id }) => id), ...this.#active.keys()])
    let taken = 0
    for (const value of payloads) {
      const payload = parsePayload(value)
      const id = chunkId(payload)
      if (!known.has(id)) {
        if (known.size >= this.capacity) break
        known.add(id)
        this.#waiting.push({ id, payload, attempt: 1 })
      }
      taken++
    }
    this.#dispatch()
    return taken
  }

  async claim(signal?: AbortSignal): Promise<Claim | null> {
    if (this.#closed || signal?.aborted) return null
    return await new Promise((resolve) => {
      const give = (claim: Claim | null): void => {
        signal?.removeEventListener('abort', leave)
        resolve(claim)
      }
      const leave = (): void => {
        this.#claimants.splice(this.#claimants.indexOf(give), 1)
        give(null)
      }
      signal?.addEventListener('abort', leave)
      this.#claimants.push(give)
      this.#dispatch()
    })
  }

  async complete(claim: Claim, result: ChunkResult): Promise<boolean> {
    return this.#settle(claim, { outcome: 'completed', payload: claim.payload, result })
  }

  async fail(claim: Claim, failure: ChunkFailure): Promise<boolean> {
    return this.#settle(claim, { outcome: 'failed', payload: claim.payload, failure })
  }

  async requeue(claim: Claim): Promise<boolean> {
    if (this.#active.get(claim.id) !== claim) return false
    this.#active.delete(claim.id)
    this.#waiting.unshift({ id: claim.id, payload: claim.payload, attempt: claim.attempt + 1 })
    this.#dispatch()
    return true
  }

  async size(): Promise<{ waiting: number; active: number }> {
    return { waiting: this.#waiting.length, active: this.#active.size }
  }

  onSettled(listener: (settlement: Settlement) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const give of this.#claimants.splice(0)) give(null)
  }

  #dispatch(): void {
    while (!this.#closed && this.#waiting.length > 0 && this.#claimants.length > 0) {
      // Nobody else claims here, so a claim stays ours until we settle it.
      const claim: Claim = { ...this.#waiting.shift()!, signal: new AbortController().signal }
      this.#active.set(claim.id, claim)
      this.#claimants.shift()!(claim)
    }
  }

  #settle(claim: Claim, settlement: Settlement): boolean {
    if (this.#active.get(claim.id) !== claim) return false
    this.#active.delete(claim.id)
    for (const listener of this.#listeners) listener(settlement)
    return true
  }
}
