/** Which threads of a pool live, and when each has really ended: Piscina rejects a task before the thread that ran it is gone. */
import type { Worker } from 'node:worker_threads'
import type { Piscina } from 'piscina'

export class ThreadRegistry {
  readonly #living = new Map<number, Promise<void>>()
  readonly #seen = new WeakSet<Worker>()
  readonly #onExit: (threadId: number) => void

  constructor(onExit: (threadId: number) => void) {
    this.#onExit = onExit
  }

  /** Watches the threads that a pool has and those it will start. */
  follow(piscina: Piscina): void {
    const look = (): void => {
      for (const worker of piscina.threads) this.#watch(worker, look)
    }
    look()
    piscina.on('workerCreate', look)
    piscina.on('workerDestroy', () => setImmediate(look))
  }

  /** True once the thread has ended (or never lived), false after limitMs. */
  async gone(threadId: number, limitMs: number): Promise<boolean> {
    return await within(this.#living.get(threadId), limitMs)
  }

  async allGone(limitMs: number): Promise<boolean> {
    return await within(Promise.all(this.#living.values()), limitMs)
  }

  #watch(worker: Worker, look: () => void): void {
    if (this.#seen.has(worker)) return
    this.#seen.add(worker)
    const { threadId } = worker // −1 after the end.
    if (threadId <= 0) return
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        this.#living.delete(threadId)
        this.#onExit(threadId)
        look()
        resolve()
      })
    })
    this.#living.set(threadId, ended)
  }
}

async function within(promise: Promise<unknown> | undefined, limitMs: number): Promise<boolean> {
  if (promise === undefined) return true
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
