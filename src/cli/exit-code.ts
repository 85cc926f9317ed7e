/** Exit codes of every command, and how an error is told: one line of cause, one of remedy; a stack only with --debug. */
import { CommanderError } from 'commander'
import { FarmError } from '../core/errors.ts'

export const EXIT = {
  done: 0,
  unexpected: 1,
  badInput: 2,
  withFailures: 3,
  verification: 4,
  timedOut: 5,
  interrupted: 130,
} as const

const VERIFICATION = new Set(['E_NONDETERMINISTIC', 'E_RUN_FILES', 'E_DATASET_CHECK'])

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput
  if (!(error instanceof FarmError)) return EXIT.unexpected
  if (VERIFICATION.has(error.code)) return EXIT.verification
  return error.area === 'config' ||
    error.area === 'data' ||
    error.area === 'strategy' ||
    error.code.startsWith('E_RUN_')
    ? EXIT.badInput
    : error.code === 'E_MEMORY_BUDGET'
      ? EXIT.badInput
      : EXIT.unexpected
}

export function describeError(error: unknown, debug: boolean): string {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return ''
  const stack = debug && error instanceof Error && error.stack ? `${error.stack}\n` : ''
  if (error instanceof FarmError) {
    const remedy = error.remedy === '' ? '' : `remedy: ${error.remedy}\n`
    return `error: ${error.message} [${error.code}]\n${remedy}${stack}`
  }
  const message = error instanceof Error ? error.message : String(error)
  return `error: ${message}\nremedy: this is a defect of quantfarm; run again with --debug and report what it prints\n${stack}`
}
