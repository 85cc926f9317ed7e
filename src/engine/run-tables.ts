/** What one trial leaves behind as tables: trades, equity, orders. */
import { type Table, type TableColumn, tableOf } from '../domain/table.ts'
import type { BookingRow, EquityColumns, TradeRow } from './recorded-run.ts'

export const tradesTable = (trades: readonly TradeRow[]): Table =>
  tableOf(trades, [
    ['instrument', 'text', (trade) => trade.instrument],
    ['side', 'text', (trade) => trade.side],
    ['entryTime', 'time', (trade) => trade.entryTime],
    ['exitTime', 'time', (trade) => trade.exitTime],
    ['entryBar', 'number', (trade) => trade.entryBar],
    ['exitBar', 'number', (trade) => trade.exitBar],
    ['quantity', 'number', (trade) => trade.quantity],
    ['entryPrice', 'number', (trade) => trade.entryPrice],
    ['exitPrice', 'number', (trade) => trade.exitPrice],
    ['netPnl', 'number', (trade) => trade.netPnl],
    ['return', 'number', (trade) => trade.return],
    ['fees', 'number', (trade) => trade.fees],
    ['slippage', 'number', (trade) => trade.slippage],
    ['reason', 'text', (trade) => trade.reason],
  ])

/** With a column `position.SYMBOL` for each instrument. */
export function equityTable({ t, equity, cash, drawdown, exposure, positions }: EquityColumns): Table {
  const columns: TableColumn[] = [{ name: 't', kind: 'time', values: t }]
  for (const [name, values] of Object.entries({ equity, cash, drawdown, exposure })) {
    columns.push({ name, kind: 'number', values })
  }
  for (const [symbol, values] of Object.entries(positions)) {
    columns.push({ name: `position.${symbol}`, kind: 'number', values })
  }
  return { rows: t.length, columns }
}

/** Orders and fills in one table; what only one of them has is null (numbers) or empty (texts) in the other's rows. */
export const ordersTable = (bookings: readonly BookingRow[]): Table =>
  tableOf(bookings, [
    ['t', 'time', (row) => row.t],
    ['bar', 'number', (row) => row.bar],
    ['event', 'text', (row) => row.event],
    ['instrument', 'text', (row) => row.instrument],
    ['reason', 'text', (row) => row.reason],
    ['type', 'text', (row) => (row.event === 'order' ? row.type : '')],
    ['kind', 'text', (row) => (row.event === 'order' ? row.kind : '')],
    ['value', 'number', (row) => (row.event === 'order' ? row.value : Number.NaN)],
    ['activeBar', 'number', (row) => (row.event === 'order' ? row.activeBar : Number.NaN)],
    ['side', 'text', (row) => (row.event === 'fill' ? row.side : '')],
    ['quantity', 'number', (row) => (row.event === 'fill' ? row.quantity : Number.NaN)],
    ['price', 'number', (row) => (row.event === 'fill' ? row.price : Number.NaN)],
    ['reference', 'number', (row) => (row.event === 'fill' ? row.reference : Number.NaN)],
    ['fee', 'number', (row) => (row.event === 'fill' ? row.fee : Number.NaN)],
    ['slippage', 'number', (row) => (row.event === 'fill' ? row.slippage : Number.NaN)],
    ['position', 'number', (row) => (row.event === 'fill' ? row.position : Number.NaN)],
  ])
