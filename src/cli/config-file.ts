/** A config from disk with what the command line says against it. */
import { readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { parseConfig } from '../config/parse-config.ts'
import type { Registries } from '../config/registries.ts'
import { utcTime } from '../config/utc-time.ts'
import { ConfigError } from '../core/errors.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import { EXIT } from './exit-code.ts'

export interface ConfigOverrides {
  readonly from?: string
  readonly to?: string
  readonly sample?: number
  readonly top?: number
  readonly rankBy?: string
  /** `path=value` in place of what the config says. */
  readonly set?: readonly string[]
}

/** Errors: ConfigError E_CONFIG_FILE when it cannot be read; those of parseConfig. */
export function readConfigFile(path: string, registries: Registries, overrides: ConfigOverrides = {}): RunConfig {
  const config = parseConfig(readText(path), {
    fileName: basename(path),
    registries,
    ...(overrides.set && { set: overrides.set }),
  })
  const { from, to, sample, top, rankBy } = overrides
  const ranking = { ...config.ranking, ...(top !== undefined && { top }), ...rankingBy(rankBy, registries) }
  const data = {
    ...config.data,
    signals: besideConfig(path, config.data.signals),
    ...(from !== undefined && { from: timeOption('--from', from) }),
    ...(to !== undefined && { to: timeOption('--to', to) }),
  }
  const sweep =
    sample === undefined || !config.sweep
      ? config.sweep
      : { ...config.sweep, method: { ...config.sweep.method, sample } }
  return { ...config, data, ranking, sweep }
}

/** A file that a config names lies beside the config, wherever the command is started. */
const besideConfig = (path: string, file: string | null): string | null =>
  file === null || isAbsolute(file) ? file : join(dirname(path), file)

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT'
    throw new ConfigError(
      'E_CONFIG_FILE',
      `${path}: ${missing ? 'there is no such file' : (error as Error).message}`,
      missing ? 'Check the path; configs/ holds examples.' : 'Make it readable.',
    )
  }
}

function rankingBy(name: string | undefined, registries: Registries): Partial<RunConfig['ranking']> {
  if (name === undefined) return {}
  const plain = name.replace(/^-/, '')
  const metric = Object.hasOwn(registries.metrics, plain) ? registries.metrics[plain] : undefined
  if (!metric) {
    throw new ConfigError(
      'E_UNKNOWN_METRIC',
      `--rank: unknown metric "${plain}"`,
      `Known: ${Object.keys(registries.metrics).join(', ')}.`,
    )
  }
  const best = metric.direction < 0 ? 'ascending' : 'descending'
  const worst = best === 'ascending' ? 'descending' : 'ascending'
  return { by: plain, order: name.startsWith('-') ? worst : best }
}

function timeOption(option: string, text: string): number {
  const parsed = utcTime.safeParse(text)
  if (parsed.success) return parsed.data
  throw new ConfigError(
    'E_TIME',
    `${option} ${text}: ${parsed.error.issues[0]!.message}`,
    'Give UTC, such as 2024-01-31.',
  )
}

/** Exit code of a sweep that ended without an error. */
export const sweepExitCode = (state: 'complete' | 'interrupted', bad: number): number =>
  state === 'interrupted' ? EXIT.interrupted : bad > 0 ? EXIT.withFailures : EXIT.done
