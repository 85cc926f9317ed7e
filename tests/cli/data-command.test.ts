/** `quantfarm data …` end to end on small files. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as arrow from 'apache-arrow'
import * as parquet from 'parquet-wasm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Catalog } from '../../src/domain/dataset.ts'
import { readPartition } from '../../src/io/dataset-reader.ts'
import { barsFrom, MINUTE, START } from '../data/bars-of.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { dataError, runData } from './run-data.ts'

let folder: string
let root: string
beforeEach(() => {
  folder = scratchFolder()
  root = join(folder, 'datasets')
})

const HEADER = 'open_time,open,high,low,close,volume'
const line = (i: number, values = '10,12,9,11,5'): string => `${START + i * MINUTE},${values}`
const lines = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => line(from + i))

function csv(name: string, ...rows: string[]): string {
  const path = join(folder, name)
  const text = `${[HEADER, ...rows].join('\n')}\n`
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

const into = (...more: string[]): string[] => [
  '--dataset',
  'd',
  '--instrument',
  'BTC',
  '--interval',
  '1m',
  '--root',
  root,
  ...more,
]
const catalog = (): Catalog => JSON.parse(readFileSync(join(root, 'd/catalog.json'), 'utf8')) as Catalog
const series = () => catalog().instruments[0]!.series[0]!
const files = (): string[] => readdirSync(join(root, 'd/BTC/1m')).sort()

describe('import', () => {
  it('writes months and says what it did', async () => {
    const path = csv('a.csv', ...lines(44_638, 44_642)) // The last two minutes of January and the first two of February.
    expect(await runData('import', path, ...into('--source', 'made up', '--licence', 'CC0'))).toBe(
      'd/BTC/1m: 4 bars from 2024-01-31T23:58:00Z to 2024-02-01T00:01:00Z, 2 files written, 0 unchanged\n',
    )
    expect(files()).toEqual(['2024-01.parquet', '2024-02.parquet'])
    expect(series()).toMatchObject({
      calendar: '24x7',
      periodsPerYear: 365,
      hasVolume: true,
      source: 'made up',
      licence: 'CC0',
    })
    expect(series().files[0]).toMatchObject({ path: 'BTC/1m/2024-01.parquet', rows: 2, repairs: {}, gaps: [] })
    expect(catalog().instruments[0]!.instrument).toEqual({
      symbol: 'BTC',
      currency: 'USD',
      tickSize: 0,
      lotSize: 0,
      multiplier: 1,
    })
    expect(readdirSync(join(root, 'd')).sort()).toEqual(['BTC', 'catalog.json'])
  })

  it('joins files in any order into one month, each time once', async () => {
    const [a, b, c] = [csv('a.csv', ...lines(0, 5)), csv('b.csv.gz', ...lines(4, 9)), csv('c.csv', ...lines(9, 12))]
    const output = await runData('import', c!, a!, b!, ...into())
    expect(output).toContain('12 bars from 2024-01-01 to 2024-01-01T00:11:00Z')
    expect(output).toContain('repaired: drop-identical-duplicates 1')
    expect(output).toContain('warning: W_DUPLICATES 1 bars stood twice')
    expect(series().files).toHaveLength(1)
  })

  it('gives the same files however the bars arrive', async () => {
    await runData('import', csv('a.csv', ...lines(0, 12)), ...into())
    const { sha256 } = series().files[0]!
    const other = ['--dataset', 'e', '--instrument', 'BTC', '--interval', '1m', '--root', root]
    await runData('import', csv('b.csv', ...lines(6, 12)), ...other)
    await runData('import', csv('c.csv', ...lines(0, 6)), ...other)
    const grown = JSON.parse(readFileSync(join(root, 'e/catalog.json'), 'utf8')) as Catalog
    expect(grown.instruments[0]!.series[0]!.files[0]!.sha256).toBe(sha256)
  })

  it('again is nothing; with other values an error, unless told to replace', async () => {
    const path = csv('a.csv', ...lines(0, 5))
    await runData('import', path, ...into())
    const before = readFileSync(join(root, 'd/catalog.json'), 'utf8')
    expect(await runData('import', path, ...into())).toContain('0 files written, 1 unchanged')
    const other = csv('b.csv', line(2, '10,12,9,11.5,5'))
    expect(await dataError('import', other, ...into())).toBe(
      'E_IMPORT_CONFLICT BTC/1m/2024-01.parquet (t=2024-01-01T00:02:00Z): the dataset has 10 12 9 11 5, the source 10 12 9 11.5 5',
    )
    expect(readFileSync(join(root, 'd/catalog.json'), 'utf8')).toBe(before)
    expect(await runData('import', other, ...into('--replace'))).toContain('1 files written')
    const bars = await readPartition(root, 'd', series().files[0]!, true)
    expect([...bars.close]).toEqual([11, 11, 11.5, 11, 11])
  })

  it('keeps what the dataset says of the instrument', async () => {
    await runData(
      'import',
      csv('a.csv', ...lines(0, 3)),
      ...into('--tick-size', '0.01', '--currency', 'USDT', '--calendar', 'exchange'),
    )
    await runData('import', csv('b.csv', ...lines(3, 6)), ...into())
    expect(catalog().instruments[0]!.instrument).toMatchObject({ tickSize: 0.01, currency: 'USDT' })
    expect(series()).toMatchObject({ calendar: 'exchange', periodsPerYear: 252 })
    const again = csv('c.csv', ...lines(6, 9))
    expect(await dataError('import', again, ...into('--tick-size', '0.1'))).toContain(
      'E_IMPORT_SPEC dataset d: BTC has tickSize 0.01',
    )
    expect(await dataError('import', again, ...into('--calendar', '24x7'))).toContain('E_IMPORT_CALENDAR')
  })

  it('reads Parquet and Arrow files', async () => {
    const bars = barsFrom(START, 100, MINUTE)
    const stamps = arrow.makeData({
      type: new arrow.TimestampMicrosecond('UTC'),
      length: 100,
      nullCount: 0,
      data: BigInt64Array.from(bars.t, (t) => BigInt(t) * 1000n),
    })
    const { open, high, low, close, volume } = bars
    const values = Object.entries({ Open: open, High: high, Low: low, Close: close, Volume: volume! })
    const columns = Object.fromEntries(values.map(([name, data]) => [name, arrow.makeVector(data)]))
    const table = new arrow.Table({ timestamp: arrow.makeVector(stamps), ...columns })
    const [p, a] = [join(folder, 'x.parquet'), join(folder, 'x.arrow')]
    writeFileSync(p, parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream'))))
    writeFileSync(a, arrow.tableToIPC(table, 'file'))
    expect(await runData('import', p, ...into())).toContain('100 bars')
    expect(await runData('import', a, ...into('--format', 'arrow'))).toContain('0 files written, 1 unchanged')
    expect(await dataError('import', a, ...into('--format', 'parquet'))).toContain('E_SOURCE_FORMAT')
    expect((await readPartition(root, 'd', series().files[0]!, true)).close).toEqual(close)
  })
})

describe('import refuses (exit 2)', () => {
  const bad = '10,9,10,11,5'
  it('a bad row, and leaves no trace', async () => {
    expect(await dataError('import', csv('a.csv', ...lines(0, 15), line(15, bad)), ...into())).toBe(
      'E_BAR_OHLC a.csv row 17 (t=2024-01-01T00:15:00Z): high 9 < low 10',
    )
    expect(readdirSync(root)).toEqual([])
  })

  it.each([
    ['off the grid', [line(0), `${START + 1},10,12,9,11,5`], 'E_BAR_GRID a.csv row 3 (t=2024-01-01T00:00:00.001Z)'],
    ['out of order', [line(1), line(0)], 'E_BAR_ORDER a.csv row 3 (t=2024-01-01)'],
    ['contradicting', [line(0), line(0, '10,12,9,10,5')], 'E_BAR_CONFLICT a.csv row 3'],
    ['of time 0', ['0,10,12,9,11,5'], 'E_BAR_TIME a.csv row 2'],
    ['of the future', ['4102444800000,10,12,9,11,5'], 'E_BAR_FUTURE a.csv row 2 (t=2100-01-01)'],
    [
      'in µs among ms',
      [line(0), line(1).replace(',', '000,')],
      'E_BAR_UNIT a.csv row 3: column open_time: time stamp 1704067260000000 has 16',
    ],
    [
      'further apart than the interval',
      Array.from({ length: 12 }, (_, i) => line(5 * i)),
      'E_BAR_INTERVAL a.csv: no two of its 12 bars',
    ],
    ['none at all', [], 'E_CSV_EMPTY a.csv has no rows of bars'],
  ])('bars %s', async (_, rows, message) => {
    expect(await dataError('import', csv('a.csv', ...rows), ...into())).toContain(message)
  })

  it('bars outside the month of the file’s name', async () => {
    const path = csv('BTCUSDT-1m-2024-01.csv', line(44_640))
    expect(await dataError('import', path, ...into())).toContain(
      'E_BAR_PARTITION BTCUSDT-1m-2024-01.csv row 2 (t=2024-02-01)',
    )
  })

  it('an empty file, a missing file, a bad name, a bad interval', async () => {
    writeFileSync(join(folder, 'empty.csv'), '')
    const path = csv('a.csv', line(0))
    expect(await dataError('import', join(folder, 'empty.csv'), ...into())).toContain('E_SOURCE_EMPTY')
    expect(await dataError('import', join(folder, 'no.csv'), ...into())).toContain('E_SOURCE_FILE')
    expect(await dataError('import', path, ...into('--dataset', '../x'))).toContain('E_DATASET_NAME')
    expect(await dataError('import', path, ...into('--instrument', '=cmd()'))).toContain('E_DATASET_NAME')
    expect(await dataError('import', path, ...into('--interval', '1x'))).toContain('E_INTERVAL')
    expect(await dataError('import', path, ...into('--repair', 'srot'))).toContain('commander.invalidArgument')
    expect(await dataError('import', path, ...into('--price-scale', '1e999'))).toContain('commander.invalidArgument')
    expect(await dataError('import', path, ...into('--quarantine', '--repair', 'drop-bad'))).toContain(
      'E_IMPORT_OPTION',
    )
  })

  it('a file with volume beside one without', async () => {
    const without = join(folder, 'b.csv')
    writeFileSync(without, `open_time,open,high,low,close\n${line(5, '10,12,9,11')}\n`)
    expect(await dataError('import', csv('a.csv', line(0)), without, ...into())).toContain(
      'E_IMPORT_VOLUME b.csv has no volume',
    )
    await runData('import', without, ...into())
    expect(series().hasVolume).toBe(false)
    expect(await dataError('import', csv('a.csv', line(0)), ...into())).toContain('E_IMPORT_VOLUME')
  })
})

describe('bad rows on request', () => {
  const bad = '10,9,10,11,5'
  it('go to a side file, up to a limit', async () => {
    const path = csv('a.csv', ...lines(0, 5), line(5, bad), `${START},x,1,1,1,1`)
    expect(await dataError('import', path, ...into('--quarantine'))).toBe(
      'E_QUARANTINE_LIMIT 2 of 7 rows are bad, more than the limit of 0.1 %: E_BAR_OHLC 1, E_CSV_NUMBER 1',
    )
    const output = await runData('import', path, ...into('--quarantine', '--quarantine-limit', '0.5'))
    const name = /\((BTC\/1m\/quarantine-[0-9a-f]{8}\.ndjson)\)/.exec(output)![1]!
    const rows = readFileSync(join(root, 'd', name), 'utf8')
      .trim()
      .split('\n')
    expect(rows.map((it) => JSON.parse(it) as unknown)).toEqual([
      {
        file: 'a.csv',
        row: 7,
        code: 'E_BAR_OHLC',
        reason: 'high 9 < low 10',
        text: '2024-01-01T00:05:00Z 10 9 10 11 5',
      },
      {
        file: 'a.csv',
        row: 8,
        code: 'E_CSV_NUMBER',
        reason: 'column open: "x" is not a finite decimal number',
        text: `${START},x,1,1,1,1`,
      },
    ])
  })

  it('are repaired by name and counted', async () => {
    const path = csv('a.csv', `x,1,1,1,1,1`, line(3), line(1), line(1), line(2, bad), `${START},x,1,1,1,1`)
    const output = await runData('import', path, ...into('--repair', 'sort', 'clamp-ohlc', 'drop-bad'))
    expect(output).toContain('3 bars from 2024-01-01T00:01:00Z to 2024-01-01T00:03:00Z')
    expect(series().files[0]!.repairs).toEqual({
      'clamp-ohlc': 1,
      'drop-bad': 2,
      'drop-identical-duplicates': 1,
      sort: 1,
    })
    const bars = await readPartition(root, 'd', series().files[0]!, true)
    expect([bars.high[1], bars.low[1]]).toEqual([11, 9])
  })
})

describe('synth, list and check', () => {
  const synth = (...more: string[]): Promise<string> => runData('synth', ...into('--bars', '3000', ...more))

  it('make, show and verify a dataset', async () => {
    expect(await runData('list', '--root', root)).toContain('no datasets in ')
    expect(await synth()).toBe(
      'd/BTC/1m: 3000 bars from 2020-01-01 to 2020-01-03T01:59:00Z, 1 files written, 0 unchanged\n',
    )
    const [head, row] = (await runData('list', '--root', root)).split('\n')
    expect(head).toMatch(/^dataset {2}instrument {2}interval {2}calendar {2}from {8}to {20}files {2}bars {2}source$/)
    expect(row).toMatch(/^d {8}BTC {9}1m {8}24x7 {6}2020-01-01 {2}2020-01-03T01:59:00Z {6}1 {2}3000 {2}synthetic: /)
    expect(await runData('check', 'd', '--root', root)).toMatch(/^instrument .* state\nBTC .* 3000 +0 +0 {2}ok\n$/)
  })

  it('make the same from the same seed, refuse another, and start afresh on request', async () => {
    await synth()
    expect(await synth()).toContain('0 files written, 1 unchanged')
    expect(await synth('--bars', '60000')).toContain('60000 bars')
    expect(await dataError('synth', ...into('--bars', '3000', '--seed', '7'))).toContain('E_IMPORT_CONFLICT')
    await synth('--seed', '7', '--replace')
    expect(series().files.map((it) => it.rows)).toEqual([3000])
    expect(files()).toEqual(['2020-01.parquet'])
  })

  it.each([
    [['--bars', '0'], 'commander.invalidArgument'],
    [['--bars', '1.5'], 'E_SYNTH_OPTION'],
    [['--bars', '1e12'], 'E_SYNTH_OPTION'],
    [['--sigma', '2'], 'E_SYNTH_OPTION'],
    [['--sigma', 'NaN'], 'commander.invalidArgument'],
    [['--seed', '-1'], 'commander.invalidArgument'],
    [['--seed', '1.5'], 'commander.invalidArgument'],
    [['--from', '2024-02-30'], 'commander.invalidArgument'],
    [['--from', '2024-01-01T00:00:30Z'], 'E_SYNTH_OPTION'],
  ])('refuse %j', async (options, code) => {
    expect(await dataError('synth', ...into('--bars', '10', ...options))).toContain(code)
    expect(existsSync(join(root, 'd'))).toBe(false)
  })

  it('find a flipped bit, a missing file and a lying catalog', async () => {
    await synth('--bars', '60000')
    const [first, second] = ['2020-01', '2020-02'].map((it) => join(root, `d/BTC/1m/${it}.parquet`))
    const bytes = readFileSync(first!)
    bytes[500]! ^= 1
    writeFileSync(first!, bytes)
    expect(await dataError('check', 'd', '--root', root)).toMatch(
      /^E_DATASET_CHECK dataset d: 1 problems, the first: E_DATASET_HASH/,
    )
    writeFileSync(second!, 'x')
    expect(await dataError('check', 'd', '--root', root)).toContain('2 problems')
    // A damaged partition is mended by importing it again.
    await synth('--bars', '60000', '--replace')
    expect(await runData('check', 'd', '--root', root)).toContain('ok')
  })

  it('list gaps as ranges', async () => {
    await runData('import', csv('a.csv', ...lines(0, 5), ...lines(8, 9), ...lines(10, 12)), ...into())
    const output = await runData('check', 'd', '--root', root, '--gaps', '1')
    expect(output).toContain(
      'warning: BTC 1m: W_GAPS 4 bars missing in 2 gaps, the longest 2024-01-01T00:05:00Z to 2024-01-01T00:07:00Z (3 bars)\n',
    )
    expect(output).toContain(
      'gap: BTC 1m: 2024-01-01T00:05:00Z to 2024-01-01T00:07:00Z (3 bars)\ngap: BTC 1m: and 1 more (--gaps 2)\n',
    )
    expect(await dataError('check', 'b', '--root', root)).toContain('E_DATASET_UNKNOWN')
  })
})
