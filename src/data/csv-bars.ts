/** L1. A text file of bars, fed in pieces, to rows. The same bytes give the same rows however they are cut. */
import { DataError } from '../core/errors.ts'
import { emptyRow, type RowSink } from './bar-rows.ts'
import { chooseLayout, type Layout, type LayoutOptions } from './csv-layouts.ts'
import { guessDelimiter, type LineSplitter, lineSplitter, splitFields } from './csv-lines.ts'

export interface CsvBars extends LineSplitter {
  /** Known after the first line. */
  readonly layout: Layout | undefined
}

/**
 * Reads bars from the bytes of one file and hands them, or what is wrong with them, to the sink.
 * Errors that end the file: E_CSV_EMPTY, E_CSV_LAYOUT, E_CSV_LINE_LENGTH, E_CSV_ENCODING, E_BAR_COLUMNS, E_BAR_INTERVAL, E_TIME_ZONE.
 * Cost: about 2 µs a row.
 */
export function csvBars(options: LayoutOptions, sink: RowSink): CsvBars {
  const row = emptyRow()
  let layout: Layout | undefined
  let delimiter = ','
  let blank = 0 // Number of the first blank line not yet followed by another line.
  const lines = lineSplitter((lineNumber, line) => {
    if (line.trim() === '') {
      blank ||= lineNumber
      return
    }
    if (blank > 0) sink.fault(blank, { code: 'E_CSV_FIELDS', reason: 'a blank line between rows' }, '')
    blank = 0
    if (!layout) delimiter = guessDelimiter(line)
    const fields = splitFields(line, delimiter)
    if (!Array.isArray(fields)) return sink.fault(lineNumber, fields, line)
    if (!layout) {
      layout = chooseLayout(fields, options)
      for (const note of layout.notes) sink.note(note)
      if (layout.hasHeader) return
    }
    const fault = layout.decode(fields, row)
    if (fault) sink.fault(lineNumber, fault, line)
    else sink.row(lineNumber, row)
  })
  return {
    push: lines.push,
    finish() {
      lines.finish()
      if (!layout)
        throw new DataError('E_CSV_EMPTY', `${options.fileName} is empty`, 'a file of bars has at least one row')
    },
    get layout() {
      return layout
    },
  }
}
