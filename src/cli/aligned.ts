/** Rows of texts as lines with aligned columns; a column of numbers only is aligned to the right. */
export function aligned(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c]!.length)))
  const isNumeric = header.map(
    (_, c) => rows.length > 0 && rows.every((row) => /^[\d.,%-]*$/.test(row[c]!) && !/^\d{4}-/.test(row[c]!)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (isNumeric[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd()
  return `${[header, ...rows].map(line).join('\n')}\n`
}
