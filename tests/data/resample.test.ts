import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { barBuffer } from '../../src/data/bar-buffer.ts'
import { barTimes } from '../../src/data/bar-times.ts'
import { csvBars } from '../../src/data/csv-bars.ts'
import { resampleBars } from '../../src/data/resample.ts'
import type { BarColumns } from '../../src/domain/dataset.ts'
import { barsAt, barsFrom, DAY, HOUR, MINUTE, realFile, START } from './bars-of.ts'

describe('rolling up', () => {
  it('takes first, highest, lowest, last and the sum', () => {
    const bars = barsFrom(START, 7, MINUTE)
    const up = resampleBars(bars, MINUTE, 5 * MINUTE)
    expect([...up.t]).toEqual([START, START + 5 * MINUTE])
    expect(up.open[0]).toBe(bars.open[0])
    expect(up.high[0]).toBe(Math.max(...bars.high.subarray(0, 5)))
    expect(up.low[1]).toBe(Math.min(...bars.low.subarray(5)))
    expect([...up.close]).toEqual([bars.close[4], bars.close[6]])
    expect(up.volume![0]).toBe(bars.volume!.subarray(0, 5).reduce((a, b) => a + b))
  })

  it('leaves out empty buckets and fills no holes', () => {
    const up = resampleBars(barsAt([START + MINUTE, START + 12 * MINUTE], 100, false), MINUTE, 5 * MINUTE)
    expect([[...up.t], up.volume]).toEqual([[START, START + 10 * MINUTE], null])
  })

  it('begins weeks on Mondays', () => {
    expect([...resampleBars(barsFrom(START - DAY, 8, DAY), DAY, 7 * DAY).t]).toEqual([START - 7 * DAY, START])
  })

  it('to the same interval is a copy', () => {
    const bars = barsFrom(START, 5, MINUTE)
    expect(resampleBars(bars, MINUTE, MINUTE)).toEqual(bars)
  })

  it('refuses intervals that do not divide', () => {
    expect(() => resampleBars(barsFrom(START, 5, MINUTE), 2 * MINUTE, 5 * MINUTE)).toThrow(
      'a multiple of the shorter one',
    )
  })
})

/** Reads real files by our own reader. */
function real(paths: readonly string[], intervalMs: number): BarColumns {
  const buffer = barBuffer()
  const fail = (n: number, { code }: { code: string }): never => {
    throw new Error(`${code} in row ${n}`)
  }
  for (const path of paths) {
    const times = barTimes({ fileName: path, unit: 'ms', timeZone: undefined, dateOrder: undefined, intervalMs })
    const sink = {
      row: (_: number, row: Parameters<typeof buffer.push>[0]) => buffer.push(row),
      fault: fail,
      note: () => {},
    }
    const parser = csvBars({ format: 'auto', fileName: path, times, intervalMs, priceScale: 1 }, sink)
    parser.push(gunzipSync(readFileSync(path)))
    parser.finish()
  }
  return buffer.columns()
}

const months = [1, 2, 3, 4, 5].map((m) => `crypto-5m/BTCUSDT-5m-2024-0${m}.csv.gz`)
const isThere = realFile(months[0]!) !== undefined

describe.skipIf(!isThere)('rolling Binance’s 5-minute bars up', () => {
  it.each([
    ['15m', 15 * MINUTE],
    ['1h', HOUR],
    ['4h', 4 * HOUR],
    ['1d', DAY],
  ])('gives its own bars of %s', (name, length) => {
    const up = resampleBars(
      real(
        months.map((path) => realFile(path)!),
        5 * MINUTE,
      ),
      5 * MINUTE,
      length,
    )
    const own = real([realFile(`crypto-5m/exchange-timeframes/BTCUSDT-${name}-2024-01_2024-05.csv.gz`)!], length)
    for (const column of ['t', 'open', 'high', 'low', 'close'] as const) expect(up[column]).toEqual(own[column])
    const off = up.volume!.map((volume, i) => Math.abs(volume / own.volume![i]! - 1))
    expect(Math.max(...off)).toBeLessThan(1e-13)
  })
})
