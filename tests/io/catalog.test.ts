import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listDatasets, readCatalog, readCatalogIfThere, writeCatalog } from '../../src/io/catalog.ts'
import { openDatasetWriter } from '../../src/io/dataset-writer.ts'
import { catalogOf, entry, START } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'

const catalog = {
  ...catalogOf('1m', { BTC: [entry('BTC/1m/2024-01.parquet', [{ from: START, rows: 1 }], START)] }),
  dataset: 'btc',
}
const code = (it: string) => expect.objectContaining({ code: it })

function rootWith(...datasets: string[]): string {
  const root = scratchFolder()
  for (const dataset of datasets) {
    mkdirSync(join(root, dataset))
    writeCatalog(root, { ...catalog, dataset })
  }
  return root
}

describe('catalogs', () => {
  it('come back as written', () => expect(readCatalog(rootWith('btc'), 'btc')).toEqual(catalog))

  it('are listed by name', () => {
    const root = rootWith('b', 'a')
    mkdirSync(join(root, 'empty'))
    writeFileSync(join(root, 'file'), '')
    expect(listDatasets(root)).toEqual(['a', 'b'])
    expect(listDatasets(join(root, 'nowhere'))).toEqual([])
  })

  it('that do not exist are named with the nearest', () => {
    const root = rootWith('btc-1h', 'eth-1h')
    expect(() => readCatalog(root, 'btc1h')).toThrow(
      expect.objectContaining({
        code: 'E_DATASET_UNKNOWN',
        message: expect.stringContaining('(did you mean "btc-1h"?)'),
        remedy: 'there are btc-1h, eth-1h',
      }),
    )
    expect(readCatalogIfThere(root, 'sol')).toBeUndefined()
  })

  it.each(['../btc', '/etc', 'a/b', '', '..', 'b\0'])('are not looked for at %j', (dataset) => {
    expect(() => readCatalog(scratchFolder(), dataset)).toThrow(code('E_DATASET_NAME'))
  })

  it.each<[string, (text: string) => string]>([
    ['torn', (text) => text.slice(0, 100)],
    ['of another version', (text) => text.replace('"version": 1', '"version": 2')],
    ['of another dataset', (text) => text.replace('"dataset": "btc"', '"dataset": "eth"')],
    ['that lead out of their folder', (text) => text.replace('BTC/1m/2024-01.parquet', '../../1m/2024-01.parquet')],
    ['with unknown keys', (text) => text.replace('"rows"', '"rwos"')],
  ])('%s are refused', (_, change) => {
    const root = rootWith('btc')
    const path = join(root, 'btc/catalog.json')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
    expect(() => readCatalog(root, 'btc')).toThrow(code('E_DATASET_CATALOG'))
  })
})

describe('a writer', () => {
  it('changes nothing before its commit, and leaves nothing behind', () => {
    const root = scratchFolder()
    const writer = openDatasetWriter(root, 'btc')
    writer.stage('BTC/1m/2024-01.parquet', Buffer.from('abc'))
    expect(listDatasets(root)).toEqual([])
    writer.close()
    expect(readdirSync(root)).toEqual([])
  })

  it('moves files into place, the catalog last, and removes what it no longer names', () => {
    const root = rootWith('btc')
    mkdirSync(join(root, 'btc/BTC/1m'), { recursive: true })
    writeFileSync(join(root, 'btc/BTC/1m/2023-12.parquet'), 'old')
    const writer = openDatasetWriter(root, 'btc')
    // sha256 of "abc": FIPS 180-2, appendix B.1.
    expect(writer.stage('BTC/1m/2024-01.parquet', Buffer.from('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    writer.commit(catalog, ['BTC/1m/2023-12.parquet'])
    writer.close()
    expect(readdirSync(join(root, 'btc')).sort()).toEqual(['BTC', 'catalog.json'])
    expect(readdirSync(join(root, 'btc/BTC/1m'))).toEqual(['2024-01.parquet'])
  })

  it('keeps spilled rows in their order', () => {
    const writer = openDatasetWriter(scratchFolder(), 'btc')
    writer.spill('2024-01', Float64Array.of(1, 2))
    writer.spill('2024-01', Float64Array.of(3))
    expect([...writer.unspill('2024-01')]).toEqual([1, 2, 3])
    expect(writer.unspill('2024-02')).toHaveLength(0)
    writer.close()
  })

  it('takes over from a dead import, not from a living one', () => {
    const root = rootWith('btc')
    mkdirSync(join(root, 'btc/.import-1')) // Process 1 lives.
    expect(() => openDatasetWriter(root, 'btc')).toThrow(expect.objectContaining({ code: 'E_DATASET_BUSY' }))
    const dead = join(scratchFolder(), 'btc')
    mkdirSync(join(dead, '.import-2147483646'), { recursive: true })
    openDatasetWriter(join(dead, '..'), 'btc').close()
    expect(existsSync(join(dead, '.import-2147483646'))).toBe(false)
  })
})
