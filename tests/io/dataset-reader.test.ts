/** Slices of datasets on disk: what is read, what is checked, what they hash to. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { synthesiseBars } from '../../src/cli/synthesise-bars.ts'
import { historicalData } from '../../src/data/historical-data.ts'
import { syntheticBars } from '../../src/data/synthetic-bars.ts'
import type { WarmUp } from '../../src/domain/dataset.ts'
import type { Market } from '../../src/domain/market.ts'
import type { DataSpec } from '../../src/domain/strategy-spec.ts'
import { readCatalog, writeCatalog } from '../../src/io/catalog.ts'
import { loadMarket } from '../../src/io/dataset-reader.ts'
import { DAY, MINUTE } from '../data/bars-of.ts'

const FROM = Date.UTC(2024, 0, 20)
const walk = { bars: 30_000, seed: 7, sigma: 0.001, drift: 0, price: 100 }
let root: string

const load = (change: Partial<DataSpec> = {}, warmUp: WarmUp = 'all history'): Promise<Market> =>
  loadMarket(
    root,
    { dataset: 'two', instruments: ['AAA'], interval: '1m', from: null, to: null, missing: 'fill', ...change },
    warmUp,
    historicalData,
  )

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'quantfarm-'))
  for (const symbol of ['AAA', 'BBB']) {
    await synthesiseBars({ root, dataset: 'two', symbol, interval: '1m', fromMs: FROM, replace: false, ...walk })
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a market from disk', () => {
  it('is the bars that were stored', async () => {
    const { t, bars, first, dayEnds, calendar, periodsPerYear } = await load()
    const made = syntheticBars({ ...walk, startMs: FROM, intervalMs: MINUTE, name: 'AAA' })
    expect(t).toEqual(made.t)
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) expect(bars[0]![name]).toEqual(made[name])
    expect([first, bars[0]!.present, calendar, periodsPerYear, dayEnds.length]).toEqual([0, null, '24x7', 365, 21])
  })

  it('is a window with its warm-up', async () => {
    const whole = await load()
    const from = FROM + 15 * DAY
    const market = await load({ from, to: from + DAY }, 100)
    expect([market.t.length, market.first, market.t[100]]).toEqual([1540, 100, from])
    expect(market.bars[0]!.close).toEqual(whole.bars[0]!.close.slice(15 * 1440 - 100, 16 * 1440))
    expect([...market.dayEnds]).toEqual([1539])
  })

  it('holds several instruments on one clock', async () => {
    const { bars } = await load({ instruments: ['BBB', 'AAA'] })
    expect(bars.map((it) => it.instrument.symbol)).toEqual(['BBB', 'AAA'])
    expect(bars[0]!.close).not.toEqual(bars[1]!.close)
  })
})

describe('the hash of a market', () => {
  it('is that of its content, whatever the files', async () => {
    const hash = (await load()).hash
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await load({ from: FROM + DAY })).hash).toBe(hash) // The window is named beside it.
    expect((await load({ from: FROM, to: FROM + 365 * DAY }, 500)).hash).toBe(hash)
  })

  it('changes with instruments, range and policy', async () => {
    const hashes = await Promise.all([
      load(),
      load({ instruments: ['BBB'] }),
      load({ instruments: ['AAA', 'BBB'] }),
      load({ instruments: ['BBB', 'AAA'] }),
      load({ to: FROM + DAY }),
      load({ missing: 'fail' }),
      load({ from: FROM + 15 * DAY }, 10),
    ])
    expect(new Set(hashes.map((it) => it.hash)).size).toBe(7)
  })

  it('changes with what an exchange says of the instrument, and with repairs', async () => {
    const { hash } = await load()
    const catalog = readCatalog(root, 'two')
    const [a, b] = catalog.instruments
    try {
      writeCatalog(root, { ...catalog, instruments: [{ ...a!, instrument: { ...a!.instrument, tickSize: 0.01 } }, b!] })
      expect((await load()).hash).not.toBe(hash)
      const [series] = a!.series
      const files = series!.files.map((file, i) => (i === 0 ? { ...file, repairs: { sort: 1 } } : file))
      writeCatalog(root, { ...catalog, instruments: [{ ...a!, series: [{ ...series!, files }] }, b!] })
      expect((await load()).hash).not.toBe(hash)
      expect((await load({ from: Date.UTC(2024, 1, 2) }, 0)).t.length).toBeGreaterThan(0)
    } finally {
      writeCatalog(root, catalog)
    }
    expect((await load()).hash).toBe(hash)
  })
})

describe('files', () => {
  const path = (partition: string): string => join(root, `two/AAA/1m/${partition}.parquet`)

  it('that a slice does not need are not opened', async () => {
    renameSync(path('2024-01'), `${path('2024-01')}.away`)
    try {
      expect((await load({ from: Date.UTC(2024, 1, 3) }, 100)).first).toBe(100)
      await expect(load()).rejects.toThrow(expect.objectContaining({ code: 'E_DATASET_FILE' }))
    } finally {
      renameSync(`${path('2024-01')}.away`, path('2024-01'))
    }
  })

  it('with a flipped bit are not used', async () => {
    const bytes = readFileSync(path('2024-02'))
    const flipped = Buffer.from(bytes)
    flipped[1000]! ^= 1
    writeFileSync(path('2024-02'), flipped)
    try {
      await expect(load()).rejects.toThrow(
        expect.objectContaining({
          code: 'E_DATASET_HASH',
          message: expect.stringMatching(/dataset two: .*2024-02\.parquet has sha256/),
        }),
      )
    } finally {
      writeFileSync(path('2024-02'), bytes)
    }
  })
})
