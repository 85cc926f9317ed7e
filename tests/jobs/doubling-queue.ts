import type { ChunkPayload } from '../../jobs/chunk-payload.ts'
import type { ChunkQueue, Claim, Settlement } from '../../jobs/queue-port.ts'

/** A queue at its worst but within its contract: every chunk is handed to two claimants at the same time, and settles twice. */
export function createDoublingQueue(): ChunkQueue {
  const waiting: Claim[] = []
  const active = new Set<Claim>()
  const claimants: ((claim: Claim | null) => void)[] = []
  const listeners = new Set<(settlement: Settlement) => void>()
  const claimOf = (payload: ChunkPayload, copy: string): Claim => ({
    id: `${payload.from}-${payload.to}-${copy}`,
    payload,
    attempt: 1,
    signal: new AbortController().signal,
  })
  const dispatch = (): void => {
    while (waiting.length > 0 && claimants.length > 0) {
      const claim = waiting.shift()!
      active.add(claim)
      claimants.shift()!(claim)
    }
  }
  const settle = (claim: Claim, settlement: Settlement): boolean => {
    if (!active.delete(claim)) return false
    for (const listener of listeners) listener(settlement)
    return true
  }
  return {
    capacity: 8,
    async offer(payloads) {
      for (const payload of payloads) waiting.push(claimOf(payload, 'a'), claimOf(payload, 'b'))
      dispatch()
      return payloads.length
    },
    claim: (signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve(null)
        claimants.push(resolve)
        signal?.addEventListener('abort', () => {
          const at = claimants.indexOf(resolve)
          if (at < 0) return
          claimants.splice(at, 1)
          resolve(null)
        })
        dispatch()
      }),
    complete: async (claim, result) => settle(claim, { outcome: 'completed', payload: claim.payload, result }),
    fail: async (claim, failure) => settle(claim, { outcome: 'failed', payload: claim.payload, failure }),
    async requeue(claim) {
      if (!active.delete(claim)) return false
      waiting.unshift(claim)
      dispatch()
      return true
    },
    size: async () => ({ waiting: waiting.length, active: active.size }),
    onSettled(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      for (const give of claimants.splice(0)) give(null)
    },
  }
}
