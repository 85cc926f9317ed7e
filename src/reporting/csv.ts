/**
 * CSV after RFC 4180: CRLF, quotes only where needed, no byte order mark. Numbers in full (the shortest text that reads back as the same
 * number), undefined and NaN empty.
 * A text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front
 * (OWASP, CSV injection); numbers never do, or negative ones would turn into text.
 */
import type { ResultBatch, ResultColumn } from '../domain/result-batch.ts'

export type CsvColumn = ResultColumn<ArrayLike<number> | readonly string[]>

/** The header line of table.csv, then call `csvRows` for each batch. */
export function csvHeader(columns: readonly Pick<CsvColumn, 'name'>[]): string {
  return line(columns.map(({ name }) => textCell(name)))
}

/** The lines of the first `rows` rows. Cost: one string of about 10 bytes a number. */
export function csvRows(columns: readonly CsvColumn[], rows: number): string {
  const lines: string[] = []
  for (let row = 0; row < rows; row++) {
    lines.push(line(columns.map(({ values }) => cell(values[row]!))))
  }
  return lines.join('')
}

/** The columns of a batch in the order of trials.parquet: trialId, index, status, reason, axes, metrics. */
export function batchColumns(batch: ResultBatch): readonly CsvColumn[] {
  const index = Float64Array.from({ length: batch.rows }, (_, row) => batch.from + row)
  return [
    { name: 'trialId', values: batch.trialId },
    { name: 'index', values: index },
    { name: 'status', values: batch.status },
    { name: 'reason', values: batch.reason },
    ...batch.axes,
    ...batch.metrics,
  ]
}

const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

function cell(value: number | string): string {
  if (typeof value === 'string') return textCell(value)
  return Number.isFinite(value) ? String(value) : ''
}

function textCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
