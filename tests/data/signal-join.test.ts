import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marketFromColumns } from '../../src/data/market-from-columns.ts'
import { type SignalRows, withSignals } from '../../src/data/signal-join.ts'
import { sliceMarket } from '../../src/data/slice-market.ts'

const HOUR = 3_600_000
const START = Date.UTC(2024, 0, 1)

function marketOf(bars: number, symbols: readonly string[] = ['A']) {
  const price = new Float64Array(bars).fill(1)
  const prices = { open: price, high: price, low: price, close: price }
  const t = Float64Array.from({ length: bars }, (_, i) => START + i * HOUR)
  return marketFromColumns({ t, interval: '1h', instruments: symbols.map((symbol) => ({ symbol, ...prices })) })
}

const rowsOf = (
  knownAt: readonly number[],
  values: readonly number[],
  instrument: readonly string[] | null = null,
): SignalRows => ({
  source: 's.csv',
  knownAt: Float64Array.from(knownAt),
  instrument,
  columns: { x: Float64Array.from(values) },
})

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

describe('withSignals', () => {
  it('takes what was known at the close: not a millisecond later', () => {
    const close = START + 2 * HOUR // of bar 1
    const at = (knownAt: number) => [...withSignals(marketOf(4), rowsOf([knownAt], [7])).bars[0]!.signals!.x!]
    expect(at(close)).toEqual([Number.NaN, 7, 7, 7])
    expect(at(close + 1)).toEqual([Number.NaN, Number.NaN, 7, 7])
    expect(at(START)).toEqual([7, 7, 7, 7])
  })

  it('agrees with looking at every row for every bar, and never looks ahead', () => {
    const property = fc.property(
      fc.uniqueArray(fc.integer({ min: -3 * HOUR, max: 12 * HOUR }), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (offsets, prefix) => {
        const knownAt = offsets.sort((a, b) => a - b).map((offset) => START + offset)
        const rows = rowsOf(
          knownAt,
          knownAt.map((_, i) => i),
        )
        const joined = withSignals(marketOf(10), rows).bars[0]!.signals!.x!
        for (let bar = 0; bar < 10; bar++) {
          const close = START + (bar + 1) * HOUR
          const plain = knownAt.findLastIndex((time) => time <= close)
          expect(joined[bar]).toBe(plain < 0 ? Number.NaN : plain)
        }
        // What becomes known later changes nothing before.
        const end = START + prefix * HOUR
        const early = knownAt.filter((time) => time <= end)
        if (early.length === 0) return
        const before = withSignals(
          marketOf(10),
          rowsOf(
            early,
            early.map((_, i) => i),
          ),
        ).bars[0]!.signals!.x!
        expect([...before.subarray(0, prefix)]).toEqual([...joined.subarray(0, prefix)])
      },
    )
    fc.assert(property, { numRuns: 200, seed: 1 })
  })

  it('gives each instrument its own rows, or all of them the same', () => {
    const both = withSignals(marketOf(2, ['A', 'B']), rowsOf([START, START, START + HOUR], [1, 2, 3], ['A', 'B', 'A']))
    expect(both.bars.map((bars) => [...bars.signals!.x!])).toEqual([
      [3, 3],
      [2, 2],
    ])
    const same = withSignals(marketOf(2, ['A', 'B']), rowsOf([START], [5]))
    expect(same.bars.map((bars) => [...bars.signals!.x!])).toEqual([
      [5, 5],
      [5, 5],
    ])
  })

  it('is part of the hash, by content', () => {
    const market = marketOf(4)
    const hashOf = (value: number) => withSignals(market, rowsOf([START], [value])).hash
    expect(new Set([market.hash, hashOf(0), hashOf(1)]).size).toBe(3)
    expect(hashOf(-0)).toBe(hashOf(0))
  })

  it('is cut with the market', () => {
    const market = withSignals(marketOf(4), rowsOf([START, START + 3 * HOUR], [1, 2]))
    expect([...sliceMarket(market, 1, 1, 3).bars[0]!.signals!.x!]).toEqual([1, 2])
  })

  it('refuses disorder, two rows at one time, and instruments that do not match', () => {
    const market = marketOf(4, ['A', 'B'])
    const join = (knownAt: readonly number[], instrument: readonly string[] | null) =>
      errorOf(() => withSignals(market, rowsOf(knownAt, knownAt, instrument)))
    expect(join([START, START], null)).toMatch(/^E_SIGNAL_ORDER s\.csv row 2 \(2024-01-01\)/)
    expect(join([START + 1, START], null)).toMatch(/^E_SIGNAL_ORDER/)
    expect(join([START, START], ['A', 'B'])).toBe('no error')
    expect(join([START], ['A'])).toMatch(/^E_SIGNAL_INSTRUMENT s\.csv has no row for B/)
    expect(join([START, START], ['A', 'b'])).toMatch(/^E_SIGNAL_INSTRUMENT .*"b" \(did you mean "B"\?\)/)
  })
})
