/** A table in memory, as it goes into a Parquet or CSV file. Every column has the same length. */
export type TableColumn =
  | { readonly name: string; readonly kind: 'number' /** NaN is written as null. */; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'time' /** UTC ms. */; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'text'; readonly values: readonly string[] }

export interface Table {
  readonly rows: number
  readonly columns: readonly TableColumn[]
}

/** A table from objects: each column says what it takes from a row. */
export function tableOf<Row>(
  rows: readonly Row[],
  columns: readonly (
    | readonly [name: string, kind: 'number' | 'time', of: (row: Row) => number]
    | readonly [name: string, kind: 'text', of: (row: Row) => string]
  )[],
): Table {
  return {
    rows: rows.length,
    columns: columns.map((column): TableColumn => {
      if (column[1] === 'text') return { name: column[0], kind: 'text', values: rows.map(column[2]) }
      return { name: column[0], kind: column[1], values: Float64Array.from(rows, column[2]) }
    }),
  }
}
