import { describe, expect, it } from 'vitest'
import { type MarketColumns, marketFromColumns } from '../../src/data/market-from-columns.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 0, 1)

const columns = (edits: Partial<Record<string, unknown>> = {}): MarketColumns =>
  ({
    t: [0, 1, 2, 3].map((day) => START + day * DAY),
    open: [10, 11, 12, 13],
    high: [12, 12, 14, 13],
    low: [9, 10, 11, 13],
    close: [11, 11, 13, 13],
    volume: [5, 0, 7, 8],
    ...edits,
  }) as MarketColumns

function errorOf(edits: Partial<Record<string, unknown>>): string {
  try {
    marketFromColumns(columns(edits))
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

describe('marketFromColumns', () => {
  it('copies what it is given and finds interval and days', () => {
    const close = Float64Array.of(11, 11, 13, 13)
    const market = marketFromColumns(columns({ close }))
    close[0] = 99
    expect(market).toMatchObject({ intervalMs: DAY, first: 0, calendar: '24x7', periodsPerYear: 365 })
    expect([...market.bars[0]!.close]).toEqual([11, 11, 13, 13])
    expect([...market.dayEnds]).toEqual([0, 1, 2, 3])
    expect(market.bars[0]!.instrument).toEqual({ symbol: 'A', currency: 'USD', tickSize: 0, lotSize: 0, multiplier: 1 })
    expect(market.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('leaves missing bars off the clock; an exchange has no days without bars', () => {
    const t = [0, 1, 4, 5].map((day) => START + day * DAY)
    expect([...marketFromColumns(columns({ t })).dayEnds]).toEqual([0, 1, 1, 1, 2, 3])
    const exchange = marketFromColumns(columns({ t, calendar: 'exchange' }))
    expect([...exchange.dayEnds]).toEqual([0, 1, 2, 3])
    expect(exchange.periodsPerYear).toBe(252)
  })

  it('begins the window where it is told', () => {
    const market = marketFromColumns(columns({ from: START + DAY + 1 }))
    expect(market.first).toBe(2)
    expect([...market.dayEnds]).toEqual([2, 3])
    expect(errorOf({ from: START + 9 * DAY })).toMatch(/^E_DATASET_RANGE .*the last one opens at 2024-01-04/)
  })

  it('hashes content: any number, name or step that differs shows, -0 and the kind of array do not', () => {
    const { hash } = marketFromColumns(columns())
    const hashOf = (edits: Partial<Record<string, unknown>>) => marketFromColumns(columns(edits)).hash
    expect(hashOf({ volume: Float64Array.of(5, -0, 7, 8) })).toBe(hash)
    const others = [
      hashOf({ close: [11, 11, 13, 13.000000000000002], high: [12, 12, 14, 14] }),
      hashOf({ symbol: 'B' }),
      hashOf({ volume: undefined }),
      hashOf({ multiplier: 2 }),
      hashOf({ calendar: 'exchange' }),
      hashOf({ signals: { buy: [0, 0, 0, 0] } }),
      hashOf({ signals: { buy: [0, 0, 0, 1] } }),
      hashOf({ signals: { sell: [0, 0, 0, 1] } }),
    ]
    expect(new Set([hash, ...others]).size).toBe(others.length + 1)
  })

  it('takes several instruments on one clock', () => {
    const { t, ...bars } = columns() as unknown as { t: number[] } & Record<string, unknown>
    const market = marketFromColumns({
      t,
      instruments: [
        { symbol: 'A', ...bars },
        { symbol: 'B', ...bars, lotSize: 1 },
      ],
    } as unknown as MarketColumns)
    expect(market.bars.map(({ instrument }) => [instrument.symbol, instrument.lotSize])).toEqual([
      ['A', 0],
      ['B', 1],
    ])
  })

  it.each([
    [{ open: undefined }, /^E_MARKET_COLUMNS A has no open/],
    [{ close: [1, 2] }, /^E_MARKET_COLUMNS A\.close has 2 entries, t has 4/],
    [{ close: 'abcd' }, /^E_MARKET_COLUMNS A\.close is no list of numbers/],
    [{ t: [], open: [], high: [], low: [], close: [], volume: [] }, /^E_MARKET_COLUMNS there are no bars/],
    [{ signal: [1, 2, 3, 4] }, /^E_MARKET_COLUMNS "signal" is no column of a bar \(did you mean "signals"\?\)/],
    [{ interval: '1 day' }, /^E_INTERVAL/],
    [{ interval: '7h' }, /^E_BAR_GRID A bar 0 \(t=2024-01-01\): the open time is not a multiple/],
    [{ high: [12, 12, 12, 13] }, /^E_BAR_OHLC A bar 2 \(t=2024-01-03\): high 12 < close 13/],
    [{ low: [9, 10, 11, 0] }, /^E_BAR_PRICE A bar 3 .*low 0 is not above 0/],
    [{ close: [11, Number.NaN, 13, 13] }, /^E_BAR_NUMBER A bar 1 .*close NaN/],
    [{ volume: [1, 2, Number.NaN, 4] }, /^E_BAR_NUMBER A bar 2 .*volume is NaN/],
    [{ volume: [1, -2, 3, 4] }, /^E_BAR_VOLUME/],
    [{ t: [0, 1, 1, 2].map((day) => START + day * DAY) }, /^E_BAR_CONFLICT A bar 2/],
    [{ t: [0, 2, 1, 3].map((day) => START + day * DAY) }, /^E_BAR_ORDER A bar 2/],
    [{ t: [0, 1, 2, 3] }, /^E_BAR_TIME A bar 0/],
    [{ lotSize: -1 }, /^E_MARKET_COLUMNS A: tickSize 0, lotSize -1/],
    [{ signals: { 'a.b': [1, 2, 3, 4] } }, /^E_MARKET_COLUMNS A: "a\.b" is no name of a signal/],
    [{ signals: { constructor: [1, 2, 3, 4] } }, /^E_MARKET_COLUMNS/],
    [{ signals: { buy: [1] } }, /^E_MARKET_COLUMNS A\.signals\.buy has 1 entries/],
    [{ signals: { buy: [1, 2, 3, Infinity] } }, /^E_MARKET_COLUMNS A\.signals\.buy: bar 3 is infinite/],
    [{ instruments: [] }, /^E_MARKET_COLUMNS there is no instrument/],
  ])('refuses %j', (edits, message) => {
    expect(errorOf(edits)).toMatch(message)
  })
})
