/**
 * Reads a Parquet footer (row count, key-value metadata, writer) without decoding the file. Parquet stores its metadata as a Thrift
 * compact struct before the last 8 bytes: `… | FileMetaData | length u32 LE | "PAR1"`. Only the fields needed here are kept, all
 * others are skipped, so that thousands of shards are checked in milliseconds and without WebAssembly.
 *
 * Source: apache/parquet-format, parquet.thrift (FileMetaData) and Thrift's compact protocol.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { type FarmError, StoreError } from '../core/errors.ts'

export interface ParquetFooter {
  readonly rows: number
  readonly createdBy: string
  readonly metadata: ReadonlyMap<string, string>
}

/** Errors: E_PARQUET_FOOTER when the bytes are not a whole Parquet file. */
export const parquetFooter = (bytes: Uint8Array, path: string): ParquetFooter =>
  readFooter(bytes.length, (at, length) => bytes.subarray(at, at + length), path)

/** The footer of a file, reading nothing else of it. Errors: E_PARQUET_FOOTER; system errors as they come. */
export function parquetFileFooter(path: string): ParquetFooter {
  const file = openSync(path, 'r')
  try {
    const read = (at: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, at))
    }
    return readFooter(fstatSync(file).size, read, path)
  } finally {
    closeSync(file)
  }
}

function readFooter(size: number, read: (at: number, length: number) => Uint8Array, path: string): ParquetFooter {
  if (size < 12) throw broken(path, `it has ${size} bytes`)
  const end = read(size - 8, 8)
  if (!isMagic(read(0, 4)) || !isMagic(end.subarray(4))) throw broken(path, 'PAR1 is missing')
  const length = end[0]! + end[1]! * 256 + end[2]! * 65536 + end[3]! * 16777216
  if (length > size - 12) throw broken(path, `its footer claims ${length} of ${size} bytes`)
  try {
    return fileMetaData(new CompactReader(read(size - 8 - length, length)))
  } catch (error) {
    throw broken(path, `its footer cannot be read (${(error as Error).message})`)
  }
}

const isMagic = (bytes: Uint8Array): boolean => Buffer.from(bytes).toString('latin1') === 'PAR1'
const LIST = 9
const STRUCT = 12

const broken = (path: string, why: string): FarmError =>
  new StoreError(
    'E_PARQUET_FOOTER',
    `${path} is not a whole Parquet file: ${why}`,
    'It is recomputed when the run is resumed.',
  )

function fileMetaData(reader: CompactReader): ParquetFooter {
  let rows = -1
  let createdBy = ''
  const metadata = new Map<string, string>()
  reader.struct((field, type) => {
    if (field === 3) rows = reader.zigzag()
    else if (field === 6) createdBy = reader.text()
    else if (field === 5 && type === LIST) {
      reader.list(() => {
        let key = ''
        let value = ''
        reader.struct((part, partType) => {
          if (part === 1) key = reader.text()
          else if (part === 2) value = reader.text()
          else reader.skip(partType)
        })
        metadata.set(key, value)
      })
    } else reader.skip(type)
  })
  if (rows < 0) throw new Error('no row count')
  return { rows, createdBy, metadata }
}

/** Thrift compact protocol, reading only. */
class CompactReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  struct(onField: (field: number, type: number) => void): void {
    for (let field = 0; ; ) {
      const header = this.#byte()
      if (header === 0) return
      field = header >> 4 === 0 ? this.zigzag() : field + (header >> 4)
      onField(field, header & 15)
    }
  }

  list(onItem: (type: number) => void): void {
    const header = this.#byte()
    const size = header >> 4 === 15 ? this.#varint() : header >> 4
    for (let i = 0; i < size; i++) onItem(header & 15)
  }

  skip(type: number): void {
    if (type === 1 || type === 2) return // A boolean field's value is its type.
    if (type === 3) this.#at += 1
    else if (type >= 4 && type <= 6) this.#varint()
    else if (type === 7) this.#at += 8
    else if (type === 8)
      this.#at = this.#varint() + this.#at // In this order: reading the length moves on.
    else if (type === LIST || type === 10) this.list((item) => (item <= 2 ? this.skip(3) : this.skip(item)))
    else if (type === STRUCT) this.struct((_, inner) => this.skip(inner))
    else throw new Error(`type ${type} at byte ${this.#at}`)
    if (this.#at > this.#bytes.length) throw new Error('it ends early')
  }

  text(): string {
    const length = this.#varint()
    if (length > this.#bytes.length - this.#at) throw new Error('it ends early')
    const text = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length).toString('utf8')
    this.#at += length
    return text
  }

  zigzag(): number {
    const value = this.#varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** Exact to 2^53, which is enough for sizes and counts. */
  #varint(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new Error('it ends early')
    return byte
  }
}
