/** Why a chunk lost its thread or failed in it. */

export interface Loss {
  readonly cause: 'threw' | 'exit' | 'heap' | 'memory' | 'timeout'
  /** One line that is the same for the same fault on any machine with any options: it is stored in the trial's row. */
  readonly reason: string
  /** For the log: a stack, if there is one. */
  readonly detail: string
}

export const TIMEOUT_LOSS: Loss = { cause: 'timeout', reason: 'no end within the time limit', detail: '' }
export const MEMORY_LOSS: Loss = { cause: 'memory', reason: 'more memory than the limit', detail: '' }

/** What a thread's end says, from Piscina's rejection. */
export function lossOf(error: unknown): Loss {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return { cause: 'heap', reason: 'out of heap memory', detail: '' }
  const message = error instanceof Error ? error.message : String(error)
  const detail = error instanceof Error ? (error.stack ?? '') : ''
  const exit = /^worker exited with code: (-?\d+)$/.exec(message)
  if (exit !== null) return { cause: 'exit', reason: `the thread exited with code ${exit[1]}`, detail: '' }
  const name = error instanceof Error ? `${error.name}: ` : ''
  return { cause: 'threw', reason: `${name}${message}`.split('\n')[0]!, detail }
}
