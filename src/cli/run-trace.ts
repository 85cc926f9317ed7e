/** Where the trace of a backtest goes: a JSON line for every bar and stage, or blocks of text for people. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { ObservedBar } from '../engine/observe.ts'
import { openDebugLog } from '../io/debug-log.ts'
import { storeError } from '../io/store-error.ts'
import { barStages, barText } from './bar-trace.ts'
import type { StageClock } from './stage-clock.ts'

export interface TraceOptions {
  /** Blocks of text instead of JSON lines. */
  readonly pretty?: boolean
  /** Only the first so many bars after warm-up. */
  readonly bars?: number
  /** A file to write, or a file descriptor. Default 2: stderr. */
  readonly log?: string | number
}

export interface Trace {
  onBar(bar: ObservedBar, firstActingBar: number): void
  timers(clock: StageClock): void
  close(): void
}

/** @param currency of the account. Errors: E_STORE_DENIED, E_STORE_IO when the file cannot be opened. */
export function openTrace({ pretty = false, bars, log = 2 }: TraceOptions, currency: string): Trace {
  const wanted = (bar: number, start: number): boolean => bars === undefined || (bar >= start && bar < start + bars)
  if (pretty) {
    const file = typeof log === 'number' ? log : openLog(log)
    return {
      onBar: (bar, start) => void (wanted(bar.bar, start) && writeSync(file, `${barText(bar, currency)}\n`)),
      timers: (clock) => void writeSync(file, `timers  ${clock.describe()}\n\n`),
      close: () => void (typeof log === 'string' && closeSync(file)),
    }
  }
  const lines = openDebugLog(log)
  return {
    onBar(bar, start) {
      if (!wanted(bar.bar, start)) return
      for (const { stage, fields } of barStages(bar)) lines.write(stage, fields)
    },
    timers: (clock) =>
      lines.write('timers', { ms: Object.fromEntries(clock.stages.map(({ stage, ms }) => [stage, ms])) }),
    close: () => lines.close(),
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw storeError(error, 'open', path)
  }
}
