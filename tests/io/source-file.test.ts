import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkChecksum, openText, sourceKind } from '../../src/io/source-file.ts'
import { scratchFolder } from '../scratch-folder.ts'

function file(bytes: Uint8Array | string, name = 'x.csv'): string {
  const path = join(scratchFolder(), name)
  writeFileSync(path, bytes)
  return path
}

async function text(path: string): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const piece of (await openText(path)).pieces) parts.push(piece)
  return Buffer.concat(parts).toString()
}

const code = (it: string) => expect.objectContaining({ code: it })

describe('the kind of a source', () => {
  it.each([
    ['PAR1xxxx', 'parquet'],
    ['ARROW1\0\0', 'arrow'],
    ['\xff\xff\xff\xffxxxx', 'arrow'],
    ['t,open\n', 'text'],
    ['x', 'text'],
  ])('%j is %s', async (head, kind) => expect(await sourceKind(file(Buffer.from(head, 'latin1')))).toBe(kind))

  it('is refused when there is none', async () => {
    await expect(sourceKind(file(''))).rejects.toThrow(code('E_SOURCE_EMPTY'))
    await expect(sourceKind(file('PARExxxx'))).rejects.toThrow(code('E_PARQUET_ENCRYPTED'))
    await expect(sourceKind(join(scratchFolder(), 'no.csv'))).rejects.toThrow(code('E_SOURCE_FILE'))
    await expect(sourceKind(scratchFolder())).rejects.toThrow(code('E_SOURCE_FILE'))
  })
})

describe('text', () => {
  const line = 'open_time,open,high,low,close\n'
  it('is read plain and gzipped, also in several members', async () => {
    expect(await text(file(line))).toBe(line)
    expect(await text(file(gzipSync(line), 'x.csv.gz'))).toBe(line)
    expect(await text(file(Buffer.concat([gzipSync(line), gzipSync(line)])))).toBe(line + line)
    expect((await openText(file(gzipSync(line), 'x.csv.gz'))).name).toBe('x.csv')
  })

  it('may not be cut off or broken', async () => {
    const packed = gzipSync(line.repeat(1000))
    await expect(text(file(packed.subarray(0, packed.length - 10)))).rejects.toThrow(code('E_ARCHIVE_CORRUPT'))
    const broken = Buffer.from(packed)
    broken[packed.length - 6]! ^= 1
    await expect(text(file(broken))).rejects.toThrow(code('E_ARCHIVE_CORRUPT'))
  })

  it('may not be a bomb', async () => {
    await expect(text(file(gzipSync(new Uint8Array(64 * 2 ** 20))))).rejects.toThrow(code('E_ARCHIVE_BOMB'))
  })
})

describe('a CHECKSUM beside a file', () => {
  const sha256 = createHash('sha256').update('abc').digest('hex')
  it('must be right, and may be absent', async () => {
    const path = file('abc')
    expect(await checkChecksum(path)).toBe(false)
    writeFileSync(`${path}.CHECKSUM`, `${sha256}  x.csv\n`)
    expect(await checkChecksum(path)).toBe(true)
    for (const wrong of [`${sha256.replace(/^./, '0')}  x.csv\n`, 'nothing']) {
      writeFileSync(`${path}.CHECKSUM`, wrong)
      await expect(checkChecksum(path)).rejects.toThrow(code('E_ARCHIVE_CHECKSUM'))
    }
  })
})
