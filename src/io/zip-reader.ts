/**
 * Reads the one file of a zip archive as a stream, trusting nothing the archive says: the directory is bounded, names may not leave
 * a folder, the content is counted and its CRC checked, and nothing is ever written to disk.
 *
 * Source: PKWARE APPNOTE 6.3: end of central directory 4.3.16, central file header 4.3.12, local file header 4.3.7, sizes and offsets in
 * the ZIP64 extra field 4.5.3 (small archives written as streams have it, too).
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { DataError } from '../core/errors.ts'
import { expansionGuard } from './expansion-guard.ts'
import type { TextSource } from './source-file.ts'

/** Whether the first bytes are those of a zip archive, also of an empty one. */
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 7)

/**
 * Opens the archive's only file. Errors: E_ARCHIVE_ENTRIES (none, or several), E_ARCHIVE_PATH, E_ARCHIVE_SYMLINK, E_ARCHIVE_NESTED,
 * E_ARCHIVE_ENCRYPTED, E_ARCHIVE_METHOD, E_ARCHIVE_CORRUPT, and while reading E_ARCHIVE_BOMB and E_ARCHIVE_CORRUPT (CRC).
 */
export async function openZipEntry(path: string): Promise<TextSource> {
  const file = await open(path, 'r')
  try {
    const directory = await readDirectory(file, path)
    const entry = onlyFile(parseDirectory(directory, path), path)
    checkEntry(entry, path)
    const begin = await contentStart(file, entry, path)
    return { name: entry.name, pieces: unpack(path, entry, begin) }
  } finally {
    await file.close()
  }
}

interface Entry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  readonly unixMode: number
  readonly headerAt: number
}

const LARGEST_DIRECTORY = 2 ** 20
const END_SIGNATURE = 0x06054b50
const CENTRAL_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50

async function readDirectory(file: FileHandle, path: string): Promise<Buffer> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end--
  if (end < 0) throw corrupt(path, 'it has no directory; is it cut off?')
  const bytes = tail.readUInt32LE(end + 12)
  const at = tail.readUInt32LE(end + 16)
  if (bytes > LARGEST_DIRECTORY || at + bytes > size)
    throw corrupt(path, 'its directory lies outside of the file, or is too large')
  return readAt(file, at, bytes)
}

function parseDirectory(directory: Buffer, path: string): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at < directory.length; ) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL_SIGNATURE)
      throw corrupt(path, 'its directory is broken')
    const nameLength = directory.readUInt16LE(at + 28)
    const extraLength = directory.readUInt16LE(at + 30)
    const extraAt = at + 46 + nameLength
    const [unpacked, packed, headerAt] = longNumbers(
      [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)],
      directory.subarray(extraAt, extraAt + extraLength),
      path,
    )
    entries.push({
      name: directory.toString('utf8', at + 46, extraAt),
      flags: directory.readUInt16LE(at + 8),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed,
      unpacked,
      unixMode: directory.readUInt16LE(at + 40),
      headerAt,
    })
    at = extraAt + extraLength + directory.readUInt16LE(at + 32)
  }
  return entries
}

const ZIP64_ID = 1
const IN_EXTRA = 0xffffffff

/** Replaces each number that says "see the extra field" by the next one there. */
function longNumbers(
  numbers: readonly [number, number, number],
  extra: Buffer,
  path: string,
): readonly [number, number, number] {
  const found: number[] = []
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_ID) continue
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2))
    for (let number = at + 4; number + 8 <= end; number += 8) found.push(Number(extra.readBigUInt64LE(number)))
  }
  const take = (number: number): number => {
    const long = number === IN_EXTRA ? found.shift() : number
    if (long === undefined || !Number.isSafeInteger(long)) throw corrupt(path, 'its ZIP64 sizes are broken')
    return long
  }
  return [take(numbers[0]), take(numbers[1]), take(numbers[2])]
}

function onlyFile(entries: readonly Entry[], path: string): Entry {
  const [entry] = entries
  if (entry && entries.length === 1 && !entry.name.endsWith('/')) return entry
  const names = entries.slice(0, 5).map((it) => JSON.stringify(it.name.slice(0, 80)))
  const found =
    entries.length === 0
      ? 'nothing'
      : `${entries.length} entries (${names.join(', ')}${entries.length > 5 ? ' …' : ''})`
  throw new DataError(
    'E_ARCHIVE_ENTRIES',
    `${path} holds ${found} instead of one file`,
    'unpack it and import the files themselves',
  )
}

const ENCRYPTED_FLAG = 1
const SYMLINK_MODE = 0o120000

function checkEntry({ name, flags, method, unixMode }: Entry, path: string): void {
  const shown = JSON.stringify(name.slice(0, 80))
  const refuse = (code: string, why: string): never => {
    throw new DataError(code, `${path}: ${shown} ${why}`, 'unpack it yourself if you trust it')
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters in a name are what is looked for.
  const leaves = /^[\\/]|^[a-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)|[\u0000-\u001f]/i.test(name)
  if (leaves) refuse('E_ARCHIVE_PATH', 'leads out of its folder')
  if ((unixMode & 0o170000) === SYMLINK_MODE) refuse('E_ARCHIVE_SYMLINK', 'is a symbolic link')
  if ((flags & ENCRYPTED_FLAG) !== 0) refuse('E_ARCHIVE_ENCRYPTED', 'is encrypted')
  if (/\.(?:zip|gz|bz2|xz|7z|tar|tgz)$/i.test(name)) refuse('E_ARCHIVE_NESTED', 'is an archive inside an archive')
  if (method !== 0 && method !== 8) refuse('E_ARCHIVE_METHOD', `is packed by method ${method}, not stored or deflated`)
}

async function contentStart(file: FileHandle, entry: Entry, path: string): Promise<number> {
  const header = await readAt(file, entry.headerAt, 30)
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_SIGNATURE)
    throw corrupt(path, 'its directory points nowhere')
  return entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
}

async function* unpack(path: string, entry: Entry, begin: number): AsyncGenerator<Uint8Array> {
  if (entry.packed === 0) return
  const guard = expansionGuard(path, entry.packed)
  const packed = createReadStream(path, { start: begin, end: begin + entry.packed - 1 })
  const stream = entry.method === 0 ? packed : packed.pipe(createInflateRaw())
  packed.once('error', (error) => stream.destroy(error))
  let [crc, unpacked] = [0, 0]
  try {
    for await (const piece of stream) {
      const bytes = guard(piece as Uint8Array)
      if (unpacked === 0 && isZip(bytes)) {
        throw new DataError(
          'E_ARCHIVE_NESTED',
          `${path}: ${JSON.stringify(entry.name)} is an archive inside an archive`,
        )
      }
      crc = crc32(bytes, crc)
      unpacked += bytes.length
      yield bytes
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw corrupt(path, (cause as Error).message, cause)
  } finally {
    packed.destroy()
  }
  if (crc !== entry.crc || unpacked !== entry.unpacked)
    throw corrupt(path, 'its content does not have the CRC or length it says')
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  const { bytesRead } = await file.read(buffer, 0, bytes, at)
  return buffer.subarray(0, bytesRead)
}

const corrupt = (path: string, why: string, cause?: unknown): DataError =>
  new DataError('E_ARCHIVE_CORRUPT', `${path} is no sound zip archive: ${why}`, 'download it again', { cause })
