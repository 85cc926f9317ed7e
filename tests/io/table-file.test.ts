import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import { type Table, tableOf } from '../../src/domain/table.ts'
import { TableFile, writeTable } from '../../src/io/table-file.ts'
import { scratchFolder } from '../scratch-folder.ts'

interface Row {
  readonly at: number
  readonly name: string
  readonly value: number
}

const table = (rows: readonly Row[]): Table =>
  tableOf(rows, [
    ['at', 'time', (row) => row.at],
    ['name', 'text', (row) => row.name],
    ['value', 'number', (row) => row.value],
  ])

const read = async (path: string) => parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
const groupsOf = (path: string) => {
  const bytes = readFileSync(path)
  return parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)).row_groups.length
}

describe('a table as Parquet', () => {
  test('another reader finds the same rows: times, texts of any script, null where a number is NaN', async () => {
    const path = join(scratchFolder(), 'x.parquet')
    const rows = Array.from({ length: 19 }, (_, i) => ({
      at: 1_700_000_000_000 + i,
      name: i % 3 === 0 ? '' : `Größe ✓ ${i}`,
      value: i % 4 === 1 ? Number.NaN : i / 7,
    }))
    await writeTable(path, table(rows))
    expect(await read(path)).toEqual(
      rows.map(({ at, name, value }) => ({ at: new Date(at), name, value: Number.isNaN(value) ? null : value })),
    )
    expect(existsSync(`${path}.tmp`)).toBe(false)
  })

  test('no rows are a file with its columns', async () => {
    const path = join(scratchFolder(), 'x.parquet')
    await writeTable(path, table([]))
    const bytes = readFileSync(path)
    const { num_rows, schema } = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    expect(Number(num_rows)).toBe(0)
    expect(schema.slice(1).map(({ name }) => name)).toEqual(['at', 'name', 'value'])
  })

  test('pieces come one after another, in full row groups', async () => {
    const path = join(scratchFolder(), 'x.parquet')
    const file = new TableFile(path)
    const piece = (from: number, n: number) =>
      table(Array.from({ length: n }, (_, i) => ({ at: from + i, name: 'x', value: from + i })))
    for (const [from, n] of [
      [0, 3],
      [3, 0],
      [3, 70_000],
    ] as const)
      await file.write(piece(from, n))
    await file.finish()
    const rows = await read(path)
    expect(rows.length).toBe(70_003)
    expect(rows.every((row, i) => row.value === i)).toBe(true)
    expect(groupsOf(path)).toBe(2)
  })

  test('the same rows are the same bytes', async () => {
    const folder = scratchFolder()
    const rows = [{ at: 1, name: 'a', value: Number.NaN }]
    await writeTable(join(folder, 'a'), table(rows))
    await writeTable(join(folder, 'b'), table(rows))
    expect(readFileSync(join(folder, 'a')).equals(readFileSync(join(folder, 'b')))).toBe(true)
  })

  test('a folder that is not there is an error that names the file, and nothing is left', async () => {
    const path = join(scratchFolder(), 'missing', 'x.parquet')
    await expect(writeTable(path, table([]))).rejects.toMatchObject({ code: 'E_STORE_IO' })
  })

  test('an abandoned file leaves nothing', async () => {
    const path = join(scratchFolder(), 'x.parquet')
    const file = new TableFile(path)
    await file.write(table([{ at: 1, name: 'a', value: 1 }]))
    await file.abandon()
    expect([path, `${path}.tmp`].map(existsSync)).toEqual([false, false])
  })
})
