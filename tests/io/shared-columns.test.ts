import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { dayEnds } from '../../src/data/day-ends.ts'
import type { Market } from '../../src/domain/market.ts'
import { arrowView, dayEndsView, marketBytes, marketFrom, shareMarket } from '../../src/io/shared-columns.ts'
import { barsFrom, HOUR, instrument, START } from '../data/bars-of.ts'

const { t, ...bars } = barsFrom(START, 101, HOUR) // An odd length, so that a mask of bytes does not end on 8.
const { t: _, ...other } = barsFrom(START, 101, HOUR, 200)
const present = new Uint8Array(101).fill(1)
present[7] = 0
const market: Market = {
  bars: [
    { instrument: instrument('A'), ...bars, present },
    { instrument: instrument('B'), ...other, volume: null, present: null },
  ],
  t,
  intervalMs: HOUR,
  first: 24,
  calendar: '24x7',
  periodsPerYear: 365,
  dayEnds: dayEnds(t, HOUR, 24, '24x7'),
  hash: 'abc',
}

describe.each([
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(64 + marketBytes(market))],
  ['a shared WebAssembly memory', () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer],
])('a market in %s', (_, make) => {
  const buffer = make()
  const shared = shareMarket(market, buffer, 64)

  it('is the market', () => {
    expect(marketFrom(structuredClone(shared), buffer)).toEqual(market)
    expect(shared.end - 64).toBe(marketBytes(market))
  })

  it('begins each column on 8 bytes, without overlap', () => {
    const places = [
      shared.t,
      shared.dayEnds.at,
      ...shared.instruments.flatMap((it) => [it.open, it.high, it.low, it.close, it.volume, it.present]),
    ]
    const sorted = places.filter((at) => at !== null).sort((a, b) => a - b)
    expect(sorted.every((at) => at % 8 === 0 && at >= 64)).toBe(true)
    expect(new Set(sorted).size).toBe(sorted.length)
  })

  it('is seen by views without a copy', () => {
    const there = marketFrom(shared, buffer)
    const table = arrowView(there, 0)
    expect(table.schema.fields.map((it) => it.name)).toEqual(['t', 'open', 'high', 'low', 'close', 'volume', 'present'])
    for (const field of table.schema.fields) {
      const [data, ...more] = table.getChild(field.name)!.data
      expect(more).toEqual([])
      expect((data!.values as Float64Array).buffer).toBe(buffer)
    }
    const close = table.getChild('close')!.data[0]!.values as Float64Array
    there.bars[0]!.close[3] = 123.25
    expect([close[3], marketFrom(shared, buffer).bars[0]!.close[3], table.getChild('close')!.get(3)]).toEqual([
      123.25, 123.25, 123.25,
    ])
    there.bars[0]!.close[3] = market.bars[0]!.close[3]!
    expect(arrowView(there, 1).numCols).toBe(5)
    expect((dayEndsView(there).getChild('dayEnd')!.data[0]!.values as Int32Array).buffer).toBe(buffer)
  })
})

it('is the same memory in another thread', async () => {
  const buffer = new SharedArrayBuffer(marketBytes(market))
  const shared = shareMarket(market, buffer, 0)
  const module = JSON.stringify(new URL('../../src/io/shared-columns.ts', import.meta.url).href)
  const code = `const { workerData, parentPort } = require('node:worker_threads')
    import(${module}).then(({ marketFrom }) => {
      const { bars } = marketFrom(workerData.shared, workerData.buffer)
      bars[1].open[5] = 77
      parentPort.postMessage(bars[0].close[100])
    })`
  const worker = new Worker(code, { eval: true, workerData: { shared, buffer } })
  const seen = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  await worker.terminate()
  expect(seen).toBe(market.bars[0]!.close[100])
  expect(marketFrom(shared, buffer).bars[1]!.open[5]).toBe(77)
})

it('must fit, on 8 bytes', () => {
  expect(() => shareMarket(market, new SharedArrayBuffer(marketBytes(market) - 8), 0)).toThrow('fits into the buffer')
  expect(() => shareMarket(market, new SharedArrayBuffer(1e6), 4)).toThrow('begin on 8 bytes')
})
