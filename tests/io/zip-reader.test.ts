/** B07: what an archive may be. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { openText } from '../../src/io/source-file.ts'
import { openZipEntry } from '../../src/io/zip-reader.ts'
import { realFile } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'

interface Entry {
  readonly name: string
  readonly content: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly unixMode?: number
  readonly crc?: number
  readonly declared?: number
  readonly zip64?: boolean
}

/** Writes a zip archive by hand, with lies where the entry asks for them. */
function zip(...entries: Entry[]): Buffer {
  const [locals, centrals]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const { name, content, method = 8, flags = 0, unixMode = 0o100644, zip64 = false, ...lies } of entries) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content)
    const crc = lies.crc ?? crc32(content)
    const size = lies.declared ?? content.length
    const fileName = Buffer.from(name)
    const extra = Buffer.alloc(zip64 ? 28 : 0)
    if (zip64) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(24, 2)
      for (const [i, value] of [size, packed.length, at].entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i)
    }
    const long = (value: number): number => (zip64 ? 0xffffffff : value)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(method, 8)
    local.writeUInt16LE(fileName.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(flags, 8)
    central.writeUInt16LE(method, 10)
    central.writeUInt32LE(crc, 16)
    central.writeUInt32LE(long(packed.length), 20)
    central.writeUInt32LE(long(size), 24)
    central.writeUInt16LE(fileName.length, 28)
    central.writeUInt16LE(extra.length, 30)
    central.writeUInt16LE(unixMode, 40)
    central.writeUInt32LE(long(at), 42)
    locals.push(local, fileName, packed)
    centrals.push(central, fileName, extra)
    at += 30 + fileName.length + packed.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

async function unpacked(bytes: Uint8Array): Promise<{ name: string; text: string }> {
  const path = join(scratchFolder(), 'a.zip')
  writeFileSync(path, bytes)
  const { name, pieces } = await openText(path)
  const parts: Uint8Array[] = []
  for await (const piece of pieces) parts.push(piece)
  expect(readdirSync(join(path, '..'))).toEqual(['a.zip'])
  return { name, text: Buffer.concat(parts).toString() }
}

const TEXT = 'open_time,open,high,low,close\n'.repeat(1000)
const csv: Entry = { name: 'bars.csv', content: Buffer.from(TEXT) }

it.each<[string, Uint8Array]>([
  ['deflated', zip(csv)],
  ['stored', zip({ ...csv, method: 0 })],
  ['with ZIP64 sizes', zip({ ...csv, zip64: true })],
  ['by another program', zipSync({ 'bars.csv': csv.content })],
  ['with a comment', Buffer.concat([zip(csv), Buffer.from('x'.repeat(300))])],
])('reads an archive %s', async (_, bytes) => expect(await unpacked(bytes)).toEqual({ name: 'bars.csv', text: TEXT }))

it('reads an empty file', async () =>
  expect((await unpacked(zip({ name: 'e.csv', content: new Uint8Array(0), method: 0 }))).text).toBe(''))

it.each<[string, string, Uint8Array]>([
  ['a name that climbs', 'E_ARCHIVE_PATH', zip({ ...csv, name: '../bars.csv' })],
  ['a name that climbs inside', 'E_ARCHIVE_PATH', zip({ ...csv, name: 'a/../../bars.csv' })],
  ['an absolute name', 'E_ARCHIVE_PATH', zip({ ...csv, name: '/etc/cron.d/x' })],
  ['a drive', 'E_ARCHIVE_PATH', zip({ ...csv, name: 'C:\\x.csv' })],
  ['a backslash climb', 'E_ARCHIVE_PATH', zip({ ...csv, name: '..\\x.csv' })],
  ['a NUL in the name', 'E_ARCHIVE_PATH', zip({ ...csv, name: 'x.csv\0.png' })],
  ['a symbolic link', 'E_ARCHIVE_SYMLINK', zip({ ...csv, unixMode: 0o120777 })],
  ['two entries', 'E_ARCHIVE_ENTRIES', zip(csv, { ...csv, name: 'more.csv' })],
  ['no entry', 'E_ARCHIVE_ENTRIES', zip()],
  ['a folder', 'E_ARCHIVE_ENTRIES', zip({ ...csv, name: 'folder/' })],
  ['an archive by name', 'E_ARCHIVE_NESTED', zip({ ...csv, name: 'bars.zip' })],
  ['an archive by content', 'E_ARCHIVE_NESTED', zip({ ...csv, content: zip(csv) })],
  ['encryption', 'E_ARCHIVE_ENCRYPTED', zip({ ...csv, flags: 1 })],
  ['another method', 'E_ARCHIVE_METHOD', zip({ ...csv, method: 14 })],
  ['a wrong CRC', 'E_ARCHIVE_CORRUPT', zip({ ...csv, crc: 1 })],
  ['a wrong length', 'E_ARCHIVE_CORRUPT', zip({ ...csv, declared: 5 })],
  ['a cut', 'E_ARCHIVE_CORRUPT', zip(csv).subarray(0, 100)],
  ['a directory elsewhere', 'E_ARCHIVE_CORRUPT', Buffer.concat([zip(csv).subarray(0, 40), zip(csv).subarray(49)])],
  ['a bomb of 1000:1', 'E_ARCHIVE_BOMB', zip({ ...csv, content: new Uint8Array(64 * 2 ** 20).fill(48) })],
])('refuses %s', async (_, code, bytes) => {
  await expect(unpacked(bytes)).rejects.toThrow(expect.objectContaining({ code }))
})

it('survives a flipped byte anywhere', async () => {
  const whole = zip({ ...csv, content: Buffer.from('t,open,high,low,close\n1,2,3,4,5\n') })
  for (let at = 0; at < whole.length; at++) {
    const bytes = Buffer.from(whole)
    bytes[at]! ^= 0x55
    try {
      await unpacked(bytes) // Some bytes (times, versions) mean nothing to us.
    } catch (error) {
      expect((error as { code: string }).code).toMatch(/^E_ARCHIVE_|^E_SOURCE/)
    }
  }
})

const real = realFile('crypto-minute/crypto/coinbase/minute/btcusd/20161007_trade.zip')
it.skipIf(real === undefined)('reads LEAN’s archives', async () => {
  const { name, pieces } = await openZipEntry(real!)
  let bytes = 0
  for await (const piece of pieces) bytes += piece.length
  expect([name, bytes]).toEqual(['20161007_btcusd_minute_trade.csv', 65_050])
})
