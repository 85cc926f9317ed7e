/** Structured debug lines by pino: one JSON object a line, written before the call returns, without wall time or process facts. */
import pino from 'pino'
import { storeError } from './store-error.ts'

export interface DebugLog {
  /** @param stage becomes the line's `stage` */
  write(stage: string, fields: Readonly<Record<string, unknown>>): void
  close(): void
}

/** @param destination a file to append to, or a file descriptor (2: stderr). Errors: E_STORE_DENIED, E_STORE_IO. */
export function openDebugLog(destination: string | number): DebugLog {
  const stream = openDestination(destination)
  const logger = pino(
    { level: 'debug', base: null, timestamp: false, formatters: { level: (level) => ({ level }) } },
    stream,
  )
  return {
    write: (stage, fields) => logger.debug({ stage, ...fields }),
    close() {
      stream.flushSync()
      if (typeof destination === 'string') stream.end()
    },
  }
}

function openDestination(destination: string | number): ReturnType<typeof pino.destination> {
  try {
    return pino.destination({ dest: destination, sync: true, append: false })
  } catch (error) {
    throw storeError(error, 'open', String(destination))
  }
}
