/**
 * L1. What a bar must satisfy before it may enter a dataset. Rows of one file are checked in their order; the rules, each with its code:
 *
 *   E_BAR_TIME       the stamp is 0, or outside of the years 1800 to 9999
 *   E_BAR_FUTURE     the bar is not closed yet
 *   E_BAR_PARTITION  the bar lies outside the month or day that the file's name says
 *   E_BAR_GRID       the open time is not a multiple of the interval
 *   E_BAR_NUMBER     a price or volume is NaN or infinite
 *   E_BAR_PRICE      a price is 0 or below
 *   E_BAR_VOLUME     the volume is below 0
 *   E_BAR_OHLC       high below low, open or close; low above open or close
 *   E_BAR_ORDER      the bar opens before the one before it
 *   E_BAR_CONFLICT   a second bar with the same open time and other values
 *
 * A second bar with the same values is no fault: it is dropped and counted as the repair `drop-identical-duplicates`.
 */
import { formatTime } from '../core/time.ts'
import type { BarRow, RowFault } from './bar-rows.ts'
import { isOnGrid } from './partitions.ts'

/** Repairs by name, applied only where asked for and counted in the catalog. Cheapest first, as they are tried. */
export const REPAIRS = ['drop-identical-duplicates', 'sort', 'clamp-ohlc', 'keep-first-duplicate', 'drop-bad'] as const
export type Repair = (typeof REPAIRS)[number]

export interface BarRules {
  readonly intervalMs: number
  /** The time of the check, UTC ms: a bar that closes later is refused. */
  readonly nowMs: number
  /** Open times allowed by the file's name, [from, to); null: all. */
  readonly range: readonly [from: number, to: number] | null
  readonly repairs: ReadonlySet<Repair>
}

/** What becomes of a row. `drop` was told as a repair. */
export type Verdict = 'keep' | 'drop' | RowFault

/** Checks one bar after those before it; may change it by a named repair. */
export type BarValidator = (row: BarRow) => Verdict

/** Is told of every row that a repair changed or dropped. */
export type OnRepair = (repair: Repair, t: number) => void

/** Makes a validator for the rows of one file. Cost: O(1) a row, no allocation for good rows. */
export function barValidator(rules: BarRules, onRepair: OnRepair): BarValidator {
  const { repairs: asked } = rules
  const last = { t: Number.NEGATIVE_INFINITY, open: 0, high: 0, low: 0, close: 0, volume: 0 }
  return (row) => {
    let fault = timeFault(row.t, rules) ?? valueFault(row)
    if (fault === null && !isEnclosed(row)) {
      if (asked.has('clamp-ohlc')) {
        clamp(row)
        onRepair('clamp-ohlc', row.t)
      } else fault = ohlcFault(row)
    }
    if (fault !== null) return fault
    if (row.t === last.t) {
      const same = sameValues(row, last)
      if (!same && !asked.has('keep-first-duplicate')) return conflictFault(row, last)
      onRepair(same ? 'drop-identical-duplicates' : 'keep-first-duplicate', row.t)
      return 'drop'
    }
    if (row.t < last.t) {
      if (!asked.has('sort')) return orderFault(last.t)
      onRepair('sort', row.t)
    }
    Object.assign(last, row)
    return 'keep'
  }
}

const YEAR_1800 = Date.UTC(1800, 0)
const YEAR_10000 = Date.UTC(10000, 0)

function timeFault(t: number, { intervalMs, nowMs, range }: BarRules): RowFault | null {
  if (t === 0) return { code: 'E_BAR_TIME', reason: 'the time stamp is 0' }
  if (!(t >= YEAR_1800 && t < YEAR_10000))
    return { code: 'E_BAR_TIME', reason: 'the time stamp lies outside of the years 1800 to 9999' }
  if (t > nowMs) return { code: 'E_BAR_FUTURE', reason: `the bar opens in the future (it is ${formatTime(nowMs)})` }
  if (t + intervalMs > nowMs) {
    return { code: 'E_BAR_FUTURE', reason: `the bar is not closed yet (it is ${formatTime(nowMs)})` }
  }
  if (range && (t < range[0] || t >= range[1])) {
    const named = `${formatTime(range[0])} to ${formatTime(range[1])}`
    return { code: 'E_BAR_PARTITION', reason: `the file's name promises bars from ${named}` }
  }
  if (!isOnGrid(t, intervalMs)) {
    return { code: 'E_BAR_GRID', reason: `the open time is not a multiple of the interval (${intervalMs} ms)` }
  }
  return null
}

function valueFault(row: BarRow): RowFault | null {
  const { open, high, low, close, volume } = row
  // Comparisons with NaN are false, so a good bar passes in one line.
  if (
    open > 0 &&
    high > 0 &&
    low > 0 &&
    close > 0 &&
    open + high + low + close < Number.POSITIVE_INFINITY &&
    !(volume < 0) &&
    volume !== Number.POSITIVE_INFINITY
  )
    return null
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (!Number.isFinite(price)) return { code: 'E_BAR_NUMBER', reason: `${name} ${price} is not finite`, column: name }
  }
  for (const [name, price] of Object.entries({ open, high, low, close })) {
    if (price <= 0) return { code: 'E_BAR_PRICE', reason: `${name} ${price} is not above 0`, column: name }
  }
  if (volume < 0) return { code: 'E_BAR_VOLUME', reason: `volume ${volume} is below 0`, column: 'volume' }
  if (volume === Number.POSITIVE_INFINITY)
    return { code: 'E_BAR_NUMBER', reason: 'volume is infinite', column: 'volume' }
  return null // Four finite prices whose sum is not: absurd, but no rule forbids it.
}

const isEnclosed = ({ open, high, low, close }: BarRow): boolean =>
  high >= low && high >= open && high >= close && low <= open && low <= close

/** The first broken relation: `high 9 < low 10`. */
function ohlcFault({ open, high, low, close }: BarRow): RowFault {
  const broken =
    high < low
      ? `high ${high} < low ${low}`
      : high < open
        ? `high ${high} < open ${open}`
        : high < close
          ? `high ${high} < close ${close}`
          : low > open
            ? `low ${low} > open ${open}`
            : `low ${low} > close ${close}`
  return { code: 'E_BAR_OHLC', reason: broken }
}

function clamp(row: BarRow): void {
  const { open, high, low, close } = row
  row.high = Math.max(open, high, low, close)
  row.low = Math.min(open, high, low, close)
}

/** Same bar; volumes that are absent on both sides are the same. */
export const sameValues = (a: Readonly<BarRow>, b: Readonly<BarRow>): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && Object.is(a.volume, b.volume)

export const describeBar = ({ open, high, low, close, volume }: Readonly<BarRow>): string =>
  `${open} ${high} ${low} ${close}${Number.isNaN(volume) ? '' : ` ${volume}`}`

function conflictFault(row: BarRow, last: BarRow): RowFault {
  return {
    code: 'E_BAR_CONFLICT',
    reason: `a second bar with other values: ${describeBar(last)}, then ${describeBar(row)}`,
  }
}

function orderFault(lastT: number): RowFault {
  return { code: 'E_BAR_ORDER', reason: `the bar opens before the one before it (${formatTime(lastT)})` }
}
