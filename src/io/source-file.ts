/** What kind of file a source of bars is, by its first bytes, and the text inside, unpacked in pieces. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { DataError } from '../core/errors.ts'
import { expansionGuard } from './expansion-guard.ts'
import { isZip, openZipEntry } from './zip-reader.ts'

export type SourceKind = 'parquet' | 'arrow' | 'text'

export interface TextSource {
  /** Name of the file inside an archive, else of the file. */
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array>
}

/**
 * Recognises Parquet, Arrow IPC (file or stream) and text, which may be gzipped or the single file of a zip.
 * Errors: E_SOURCE_FILE (missing, a folder, unreadable), E_SOURCE_EMPTY, E_PARQUET_ENCRYPTED.
 */
export async function sourceKind(path: string): Promise<SourceKind> {
  const head = await firstBytes(path, 8)
  const magic = Buffer.from(head).toString('latin1')
  if (head.length === 0)
    throw new DataError('E_SOURCE_EMPTY', `${path} is empty`, 'a file of bars has at least one row')
  if (magic.startsWith('PARE')) {
    throw new DataError('E_PARQUET_ENCRYPTED', `${path} is an encrypted Parquet file`, 'decrypt it first')
  }
  if (magic.startsWith('PAR1')) return 'parquet'
  return magic.startsWith('ARROW1') || magic.startsWith('\xff\xff\xff\xff') ? 'arrow' : 'text'
}

/**
 * The text of a CSV file, plain, gzipped or zipped, in pieces of bounded size. Nothing is written to disk.
 * Errors, also while reading: E_ARCHIVE_* (zip-reader.ts), E_ARCHIVE_CORRUPT and E_ARCHIVE_BOMB for gzip.
 */
export async function openText(path: string): Promise<TextSource> {
  const head = await firstBytes(path, 4)
  if (isZip(head)) return openZipEntry(path)
  const name = basename(path)
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { name, pieces: createReadStream(path) }
  return { name: name.replace(/\.gz$/i, ''), pieces: gunzip(path) }
}

/**
 * Checks a file against the `FILE.CHECKSUM` beside it (sha256 and name, as exchanges publish them). Returns whether there was one.
 * Errors: E_ARCHIVE_CHECKSUM.
 */
export async function checkChecksum(path: string): Promise<boolean> {
  const beside = `${path}.CHECKSUM`
  if (!existsSync(beside)) return false
  const expected = /^[0-9a-f]{64}/i.exec(readFileSync(beside, 'latin1').slice(0, 256))?.[0]?.toLowerCase()
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  const found = hash.digest('hex')
  if (found === expected) return true
  const said = expected === undefined ? 'no sha256' : expected
  throw new DataError(
    'E_ARCHIVE_CHECKSUM',
    `${path} has sha256 ${found}, ${basename(beside)} says ${said}`,
    'download it again',
  )
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  try {
    if (!statSync(path).isFile()) throw new Error('it is not a file')
    const file = await open(path, 'r')
    try {
      const { bytesRead, buffer } = await file.read(new Uint8Array(count), 0, count, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new DataError('E_SOURCE_FILE', `cannot read ${path}: ${(cause as Error).message}`, 'check the path', {
      cause,
    })
  }
}

async function* gunzip(path: string): AsyncGenerator<Uint8Array> {
  const guard = expansionGuard(path, statSync(path).size)
  const source = createReadStream(path)
  const unzipped = source.pipe(createGunzip())
  source.once('error', (error) => unzipped.destroy(error))
  try {
    for await (const piece of unzipped) yield guard(piece as Uint8Array)
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw new DataError('E_ARCHIVE_CORRUPT', `${path}: ${(cause as Error).message}`, 'download it again', { cause })
  } finally {
    source.destroy()
  }
}
