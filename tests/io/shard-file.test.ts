import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, test } from 'vitest'
import type { ResultBatch } from '../../src/domain/result-batch.ts'
import { ContentHasher } from '../../src/io/content-hash.ts'
import { parquetFooter } from '../../src/io/parquet-footer.ts'
import { layoutOf, sliceBatch } from '../../src/io/result-columns.ts'
import { decodeShard, encodeShard, sha256, shardName, shardRange } from '../../src/io/shard-file.ts'
import { fakeBatch, PLAN_HASH } from '../jobs/fake-evaluator.ts'

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer
const sample = (from = 3, to = 40): ResultBatch => fakeBatch(from, to, { days: 20, failed: (i) => i === 8 })

describe('shard file', () => {
  test('gives back every row: null metrics, −0, text beyond ASCII, empty returns', () => {
    const batch = sample()
    const { bytes } = encodeShard(batch, PLAN_HASH)
    const { header, batch: back } = decodeShard(bytes, 'x')
    expect(back).toEqual(batch)
    expect(Object.is(back.metrics[1]!.values[8], -0)).toBe(true)
    expect(back.reason[5]).toBe('ordre nº 8 refusé')
    expect(header).toMatchObject({ from: 3, to: 40, planHash: PLAN_HASH, days: 20, failed: 1, quarantined: 0 })
  })

  test('is read by an independent reader, with nulls where a metric is undefined', async () => {
    const { bytes } = encodeShard(sample(), PLAN_HASH)
    const rows = await parquetReadObjects({ file: arrayBuffer(bytes), compressors })
    expect(rows).toHaveLength(37)
    expect(rows[0]).toMatchObject({ index: 3, status: 'ok', fast: 3, stop: 'none', sharpe: null, sortino: null })
    expect(rows[1]).toMatchObject({ index: 4, sharpe: Math.sin(4) })
    expect((rows[1] as { returns: number[] }).returns).toEqual([...sample().returns[1]!])
    expect((rows[5] as { returns: number[] }).returns).toEqual([])
  })

  test('has the same bytes for the same rows, and one metadata key of ours', () => {
    const a = encodeShard(sample(), PLAN_HASH)
    const b = encodeShard(sample(), PLAN_HASH)
    expect(b.sha256).toBe(a.sha256)
    const footer = parquetFooter(a.bytes, 'x')
    const independent = parquetMetadata(arrayBuffer(a.bytes))
    expect(footer.rows).toBe(Number(independent.num_rows))
    expect(footer.createdBy).toBe('quantfarm')
    expect([...footer.metadata.keys()]).toEqual(['quantfarm', 'ARROW:schema'])
    expect([...footer.metadata]).toEqual(independent.key_value_metadata?.map(({ key, value }) => [key, value]))
  })

  test('every flipped byte is noticed or changes nothing', () => {
    const { bytes } = encodeShard(sample(3, 12), PLAN_HASH)
    const good = decodeShard(bytes, 'x').batch
    let noticed = 0
    let tried = 0
    for (let at = 0; at < bytes.length; at += 7) {
      const bad = bytes.slice()
      bad[at]! ^= 1 << (at % 8)
      tried++
      try {
        expect(decodeShard(bad, 'x').batch).toEqual(good)
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/E_SHARD_CORRUPT|E_PARQUET_FOOTER/)
        noticed++
      }
    }
    expect(noticed).toBeGreaterThan(tried / 2)
  })

  test('a torn, empty or foreign file is not a shard', () => {
    const { bytes } = encodeShard(sample(), PLAN_HASH)
    for (const bad of [
      bytes.subarray(0, bytes.length - 1),
      bytes.subarray(0, 100),
      new Uint8Array(0),
      bytes.subarray(4),
    ]) {
      expect(() => decodeShard(bad, 'shards/x.parquet')).toThrow(/shards\/x.parquet is not a whole Parquet file/)
    }
  })

  test('two columns of one name are refused, naming the axis', () => {
    const batch = sample()
    const clash = { ...batch, axes: [{ ...batch.axes[0]!, name: 'sharpe' }, batch.axes[1]!] }
    expect(() => encodeShard(clash, PLAN_HASH)).toThrow(/"sharpe"/)
    expect(() => encodeShard({ ...batch, axes: [{ ...batch.axes[0]!, name: 'index' }] }, PLAN_HASH)).toThrow(/"index"/)
  })

  test('names sort in plan order', () => {
    expect(shardName(7, 1234)).toBe('0000000007-0000001234.parquet')
    expect(shardRange('0000000007-0000001234.parquet')).toEqual({ from: 7, to: 1234 })
    for (const name of ['7-8.parquet', '0000000008-0000000008.parquet', 'x', '0000000007-0000001234.parquet.tmp']) {
      expect(shardRange(name)).toBeNull()
    }
  })
})

describe('content hash', () => {
  test('does not depend on how rows are cut, and sees every column', () => {
    const batch = sample()
    const layout = layoutOf(batch)
    const hash = (...batches: ResultBatch[]): string => {
      const hasher = new ContentHasher(layout)
      for (const piece of batches) hasher.update(piece)
      return JSON.stringify(hasher.digest())
    }
    const whole = hash(batch)
    expect(hash(sliceBatch(batch, 0, 1), sliceBatch(batch, 1, 30), sliceBatch(batch, 30, 37))).toBe(whole)
    const changed = (edit: (b: { -readonly [K in keyof ResultBatch]: ResultBatch[K] }) => void): ResultBatch => {
      const copy = structuredClone(batch)
      edit(copy)
      return copy
    }
    const edits = [
      changed((b) => (b.trialId = ['0', ...b.trialId.slice(1)])),
      changed((b) => (b.status = ['failed', ...b.status.slice(1)])),
      changed((b) => (b.reason = ['x', ...b.reason.slice(1)])),
      changed((b) => (b.axes[0]!.values as Float64Array).fill(1, 2, 3)),
      changed((b) => b.metrics[1]!.values.fill(0, 8, 9)),
      changed((b) => b.returns[36]!.fill(9, 19)),
      changed((b) => (b.from = 4)),
    ]
    expect(new Set([whole, ...edits.map((b) => hash(b))]).size).toBe(edits.length + 1)
  })

  test('NaN counts as one value whatever its bits', () => {
    const batch = sample()
    const odd = structuredClone(batch)
    new BigUint64Array(odd.metrics[2]!.values.buffer).fill(0xfff8_0000_0000_1234n)
    expect(encodeShard(odd, PLAN_HASH).header.contentHash).toBe(encodeShard(batch, PLAN_HASH).header.contentHash)
    expect(sha256(encodeShard(odd, PLAN_HASH).bytes)).toBe(encodeShard(batch, PLAN_HASH).sha256)
  })
})
