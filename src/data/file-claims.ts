/** L1. What the name of an exchange's file promises: `BTCUSDT-5m-2024-01.csv.gz`, `BTCUSDT-1h-2024-01-31.zip`. */
import { DataError } from '../core/errors.ts'
import { intervalMs } from '../core/time.ts'

export interface FileClaims {
  readonly symbol: string
  readonly interval: string
  /** Open times, [from, to) in UTC ms. */
  readonly range: readonly [from: number, to: number]
}

const KLINES = /(?:^|[\\/])([A-Za-z0-9]+)-(\d+[smhdw])-(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\.(?:csv|zip)(?:\.gz)?$/

/** Undefined when the name follows no such rule. */
export function fileClaims(fileName: string): FileClaims | undefined {
  const match = KLINES.exec(fileName)
  if (!match) return undefined
  const [, symbol, interval, year, month, day] = match
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)]
  const end = day !== undefined ? Date.UTC(y, m, d + 1) : month !== undefined ? Date.UTC(y, m + 1) : Date.UTC(y + 1, 0)
  return { symbol: symbol!, interval: interval!, range: [Date.UTC(y, m, d), end] }
}

/**
 * Checks what the names of all files of one import say against each other and against the interval asked for.
 * Errors: E_IMPORT_MIXED (two symbols or intervals, or another interval than asked for).
 */
export function checkClaims(fileNames: readonly string[], interval: string): void {
  const claimed = fileNames.flatMap((name) => ({ name, claims: fileClaims(name) }))
  const first = claimed.find((it) => it.claims)
  for (const { name, claims } of claimed) {
    if (!claims) continue
    if (intervalMs(claims.interval) !== intervalMs(interval)) {
      throw new DataError(
        'E_IMPORT_MIXED',
        `${name} says ${claims.interval}, the import says ${interval}`,
        'give the --interval of the files',
      )
    }
    if (claims.symbol !== first!.claims!.symbol) {
      const both = `${first!.name} and ${name}`
      throw new DataError(
        'E_IMPORT_MIXED',
        `${both} are of two instruments`,
        'import the files of one instrument at a time',
      )
    }
  }
}
