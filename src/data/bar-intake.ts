/** L1. The door of a dataset: every row of every source passes here, whatever its format. */
import { DataError } from '../core/errors.ts'
import { formatTime } from '../core/time.ts'
import type { BarRow, RowFault, RowSink } from './bar-rows.ts'
import { type BarRules, barValidator, describeBar, type OnRepair } from './validate-bars.ts'

/** A refused row with its reason, for the side file. */
export interface QuarantinedRow {
  readonly file: string
  readonly row: number
  readonly code: string
  readonly reason: string
  /** What stood there, at most 200 characters. */
  readonly text: string
}

/** What happens to a bad row: the import fails; it goes to the side file; it is dropped and counted as `drop-bad`. */
export type OnBadRow = 'fail' | 'quarantine' | 'drop'

export interface IntakeOptions {
  readonly file: string
  readonly rules: BarRules
  readonly onBadRow: OnBadRow
  /** Receives each good row; the object is reused. */
  readonly keep: (row: Readonly<BarRow>) => void
  readonly quarantine: (row: QuarantinedRow) => void
  /** Is told of every repair; the time of a dropped bad row is that of the last good one, NaN if there was none. */
  readonly repaired: OnRepair
}

export interface Intake extends RowSink {
  /** Rows seen, good or bad. */
  readonly rows: number
  readonly notes: readonly string[]
  /** Checks that need all rows. Errors: E_BAR_INTERVAL, E_CSV_EMPTY. */
  finish(): void
}

/** Bars that must exist before their spacing says something about the interval. */
const SPACING_SAMPLES = 10

/**
 * Makes the intake of one file. Errors, with `onBadRow: 'fail'`: the code of the rule; the message names file, row, time and values.
 */
export function barIntake(options: IntakeOptions): Intake {
  const { file, rules, onBadRow } = options
  const check = barValidator(rules, options.repaired)
  const notes: string[] = []
  let [rows, kept, lastT, smallestStep] = [0, 0, Number.NaN, Number.POSITIVE_INFINITY]
  const refuse = (rowNumber: number, fault: RowFault, text: string, t?: number): void => {
    if (onBadRow === 'fail') throw rowError(file, rowNumber, fault, t)
    if (onBadRow === 'drop') options.repaired('drop-bad', lastT)
    else options.quarantine({ file, row: rowNumber, code: fault.code, reason: where(fault), text: text.slice(0, 200) })
  }
  return {
    get rows() {
      return rows
    },
    notes,
    note: (text) => notes.push(text),
    fault(rowNumber, fault, text) {
      rows++
      refuse(rowNumber, fault, text)
    },
    row(rowNumber, row) {
      rows++
      const verdict = check(row)
      if (verdict === 'drop') return
      if (verdict !== 'keep') return refuse(rowNumber, verdict, `${showTime(row.t)} ${describeBar(row)}`, row.t)
      kept++
      const step = Math.abs(row.t - lastT)
      if (step < smallestStep) smallestStep = step
      lastT = row.t
      options.keep(row)
    },
    finish() {
      if (rows === 0)
        throw new DataError('E_CSV_EMPTY', `${file} has no rows of bars`, 'a file of bars has at least one row')
      if (kept < SPACING_SAMPLES || smallestStep <= rules.intervalMs) return
      const reason = `no two of its ${kept} bars are closer than ${smallestStep} ms, the interval says ${rules.intervalMs} ms`
      throw new DataError('E_BAR_INTERVAL', `${file}: ${reason}`, 'give the --interval of the file')
    },
  }
}

/**
 * Refuses an import that had to put away more than `limit` (a fraction) of its rows.
 * Errors: E_QUARANTINE_LIMIT with the counts by code.
 */
export function checkQuarantine(rows: number, byCode: Readonly<Record<string, number>>, limit: number): void {
  const bad = Object.values(byCode).reduce((a, b) => a + b, 0)
  if (bad <= rows * limit) return
  const classes = Object.entries(byCode).sort(([a], [b]) => (a < b ? -1 : 1))
  const counts = classes.map(([code, n]) => `${code} ${n}`).join(', ')
  throw new DataError(
    'E_QUARANTINE_LIMIT',
    `${bad} of ${rows} rows are bad, more than the limit of ${limit * 100} %: ${counts}`,
    'look at the source; --quarantine-limit raises the limit',
  )
}

/** `prices.csv row 17 (t=2024-01-02): high 9 < low 10`. */
function rowError(file: string, rowNumber: number, fault: RowFault, t?: number): DataError {
  const time = t === undefined ? '' : ` (t=${showTime(t)})`
  return new DataError(fault.code, `${file} row ${rowNumber}${time}: ${where(fault)}`, REMEDIES[fault.code] ?? REMEDY)
}

const REMEDY = 'mend the source, or import with --quarantine (puts bad rows aside) or --repair drop-bad'
const REMEDIES: Readonly<Record<string, string>> = {
  E_BAR_UNIT: 'give --unit s, ms, us or ns; one file has one unit',
  E_BAR_ORDER: 'mend the source, or import with --repair sort',
  E_BAR_OHLC: 'mend the source, or import with --quarantine, --repair clamp-ohlc or --repair drop-bad',
  E_BAR_CONFLICT: 'mend the source, or import with --quarantine or --repair keep-first-duplicate',
  E_BAR_FUTURE: 'leave out the last bar until it has closed, or check --unit and --tz',
  E_BAR_GRID: 'give the --interval and the --tz of the source',
}

const where = ({ column, reason }: RowFault): string => (column === undefined ? reason : `column ${column}: ${reason}`)

const showTime = (t: number): string => (Math.abs(t) <= 8.64e15 ? formatTime(t) : String(t))
