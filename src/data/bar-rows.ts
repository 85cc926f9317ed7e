/** L1. One row of a source on its way into a dataset: what it says, or what is wrong with it. */

/** Reused for every row; a reader must copy what it keeps. Prices in currency, `t` in UTC ms. */
export interface BarRow {
  t: number
  open: number
  high: number
  low: number
  close: number
  /** NaN when the source has no volume at all. */
  volume: number
}

export const emptyRow = (): BarRow => ({ t: 0, open: 0, high: 0, low: 0, close: 0, volume: Number.NaN })

/** Why a row is refused. Rules and codes are those of `validate-bars.ts` and of the readers. */
export interface RowFault {
  /** Stable, `E_…`. */
  readonly code: string
  /** Rule and values, for people. */
  readonly reason: string
  /** Name or number of the column at fault, if it is one. */
  readonly column?: string
}

/** Receives the rows of a source in their order. Row numbers count from 1, a header included, as an editor shows them. */
export interface RowSink {
  row(rowNumber: number, row: BarRow): void
  fault(rowNumber: number, fault: RowFault, text: string): void
  /** Something the user should know about the source as a whole. */
  note(text: string): void
}
