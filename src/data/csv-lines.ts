/**
 * L1. Bytes of a text file, in pieces of any size, to lines and fields. Memory is bounded by one piece and one line, so a
 * file without line ends is refused, not collected.
 */
import { DataError } from '../core/errors.ts'
import type { RowFault } from './bar-rows.ts'

/** Longest line accepted, in bytes. */
export const MAX_LINE_BYTES = 65_536

export interface LineSplitter {
  /** Errors: E_CSV_LINE_LENGTH, E_CSV_ENCODING. */
  push(bytes: Uint8Array): void
  /** The last line needs no line end. */
  finish(): void
}

/** Calls `onLine` with each line, without its LF or CR LF and without a byte-order mark; lines count from 1. */
export function lineSplitter(onLine: (lineNumber: number, line: string) => void): LineSplitter {
  const decoder = new TextDecoder()
  let tail = new Uint8Array(0)
  let lineNumber = 0
  const emit = (line: string): void => {
    lineNumber++
    onLine(lineNumber, line.endsWith('\r') ? line.slice(0, -1) : line)
  }
  return {
    push(bytes) {
      const piece = join(tail, bytes)
      const end = piece.lastIndexOf(10) + 1
      tail = piece.slice(end)
      checkLength(piece.subarray(0, end), lineNumber)
      if (tail.length > MAX_LINE_BYTES) tooLong(lineNumber + 1 + count(piece.subarray(0, end)))
      if (end === 0) return
      if (lineNumber === 0) refuseUtf16(piece)
      const text = decoder.decode(piece.subarray(0, end - 1), { stream: false })
      for (const line of text.split('\n')) emit(line)
    },
    finish() {
      if (lineNumber === 0) refuseUtf16(tail)
      if (tail.length > 0) emit(decoder.decode(tail))
      tail = new Uint8Array(0)
    },
  }
}

/** Fields of a line, trimmed; a field may be quoted, with "" for a quote. A quote left open is a fault: lines do not continue. */
export function splitFields(line: string, delimiter: string): string[] | RowFault {
  const nul = line.indexOf('\0')
  if (nul >= 0) {
    const column = line.slice(0, nul).split(delimiter).length
    return { code: 'E_CSV_NUL', reason: 'a NUL byte', column: `number ${column}` }
  }
  if (!line.includes('"')) return line.split(delimiter).map(trimmed)
  const fields: string[] = []
  const field = new RegExp(
    `\\s*(?:"((?:[^"]|"")*)"\\s*|([^"${delimiter}]*))(${delimiter === '\t' ? '\\t' : delimiter}|$)`,
    'y',
  )
  for (;;) {
    const match = field.exec(line)
    if (!match) {
      const reason = 'a quote that is not closed on its line, or stands inside a field'
      return { code: 'E_CSV_QUOTE', reason, column: `number ${fields.length + 1}` }
    }
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2]!).trim())
    if (match[3] === '') return fields
  }
}

/** The delimiter of a file by its first line: the one that occurs most often of comma, semicolon and tab. */
export function guessDelimiter(line: string): string {
  const counts = [',', ';', '\t'].map((it) => line.split(it).length)
  return [',', ';', '\t'][counts.indexOf(Math.max(...counts))]!
}

const trimmed = (field: string): string => field.trim()

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function checkLength(lines: Uint8Array, linesBefore: number): void {
  let line = linesBefore
  for (let begin = 0; begin < lines.length; ) {
    line++
    const end = lines.indexOf(10, begin)
    if (end - begin > MAX_LINE_BYTES) tooLong(line)
    begin = end + 1
  }
}

function count(lines: Uint8Array): number {
  let n = 0
  for (const byte of lines) if (byte === 10) n++
  return n
}

function tooLong(line: number): never {
  const remedy = 'is it a text file of bars, with line ends?'
  throw new DataError('E_CSV_LINE_LENGTH', `row ${line}: a line longer than ${MAX_LINE_BYTES} bytes`, remedy)
}

function refuseUtf16(bytes: Uint8Array): void {
  const [a, b] = bytes
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw new DataError('E_CSV_ENCODING', 'row 1: the file is UTF-16', 'save it as UTF-8 or ASCII')
  }
}
