import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as arrow from 'apache-arrow'
import { expect, it } from 'vitest'
import { arrowBatches } from '../../src/io/arrow-file.ts'
import { scratchFolder } from '../scratch-folder.ts'

async function rows(bytes: Uint8Array): Promise<number[]> {
  const path = join(scratchFolder(), 'x.arrow')
  writeFileSync(path, bytes)
  const all: number[] = []
  for await (const batch of arrowBatches(path)) {
    all.push(batch.rows)
    expect(batch.columns.map(({ name, kind }) => [name, kind])).toEqual([['x', 'number']])
  }
  return all
}

const schema = new arrow.Schema([new arrow.Field('x', new arrow.Float64(), false)])
const batch = (n: number): arrow.RecordBatch => {
  const children = [arrow.makeData({ type: new arrow.Float64(), length: n, nullCount: 0, data: new Float64Array(n) })]
  return new arrow.RecordBatch(
    schema,
    arrow.makeData({ type: new arrow.Struct(schema.fields), length: n, nullCount: 0, children }),
  )
}
const table = new arrow.Table(schema, [batch(3), batch(2)])

it.each(['file', 'stream'] as const)('reads the %s format batch by batch', async (format) => {
  expect(await rows(arrow.tableToIPC(table, format))).toEqual([3, 2])
})

it.each(['file', 'stream'] as const)('refuses a %s that is cut off or no Arrow at all', async (format) => {
  const bytes = arrow.tableToIPC(table, format)
  const code = expect.objectContaining({ code: 'E_ARROW_FILE' })
  await expect(rows(bytes.slice(0, bytes.length >> 1))).rejects.toThrow(code)
  await expect(rows(Buffer.concat([bytes.slice(0, 8), Buffer.from('nonsense'.repeat(50))]))).rejects.toThrow(code)
})
