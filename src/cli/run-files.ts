/** The files of one backtest: trades.parquet and .csv, equity.parquet, orders.parquet, metrics.json. */
import { join } from 'node:path'
import { formatTime } from '../core/time.ts'
import type { Table } from '../domain/table.ts'
import { equityTable, ordersTable, tradesTable } from '../engine/run-tables.ts'
import { replaceFile } from '../io/atomic-file.ts'
import { writeTable } from '../io/table-file.ts'
import { type CsvColumn, csvHeader, csvRows } from '../reporting/csv.ts'
import type { Backtest } from './backtest-run.ts'

/** @param identity what metrics.json says of where the numbers come from. Errors: E_STORE_*. */
export async function writeRunFiles(
  folder: string,
  { trades, equity, bookings, metrics, benchmark }: Backtest,
  identity: Readonly<Record<string, unknown>>,
): Promise<void> {
  const table = tradesTable(trades)
  await writeTable(join(folder, 'trades.parquet'), table)
  replaceFile(join(folder, 'trades.csv'), csvOf(table))
  await writeTable(join(folder, 'equity.parquet'), equityTable(equity))
  await writeTable(join(folder, 'orders.parquet'), ordersTable(bookings))
  const summary = { ...identity, metrics, benchmark: benchmark.metrics }
  replaceFile(join(folder, 'metrics.json'), `${JSON.stringify(summary, null, 2)}\n`)
}

/** Times as UTC text. */
function csvOf({ columns, rows }: Table): string {
  const cells = columns.map(
    (column): CsvColumn =>
      column.kind === 'time' ? { name: column.name, values: Array.from(column.values, formatTime) } : column,
  )
  return csvHeader(cells) + csvRows(cells, rows)
}
