/** Every case of the reference vectors for returns and trades, and the same numbers from an independent library where it agrees. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { TrialOutcome } from '../../src/domain/outcome.ts'
import type { MetricConventions } from '../../src/reporting/contract.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { type PlainTrade, plainOutcome } from '../../src/reporting/plain-outcome.ts'
import { valuesOf } from './values-of.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string): string => readFileSync(join(root, 'tests/vectors', name), 'utf8')

interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

const isNear = (got: number | null | undefined, expected: number, { relative, absolute }: Tolerance): boolean =>
  typeof got === 'number' && Math.abs(got - expected) <= Math.max(absolute, relative * Math.abs(expected))

/** Fields that differ, as `name: got, expected`. */
function differences(
  outcome: TrialOutcome,
  conventions: Partial<MetricConventions>,
  expected: Record<string, number | null>,
  tolerance: Tolerance,
): string[] {
  const got = valuesOf(outcome, metricContext(conventions))
  return Object.entries(expected).flatMap(([field, value]) => {
    const name = field === 'n' ? 'days' : field
    const equal = value === null ? got[name] === null : isNear(got[name], value, tolerance)
    return equal ? [] : [`${name}: ${got[name]}, expected ${value}`]
  })
}

describe('returns.json', () => {
  const file = JSON.parse(read('returns.json')) as {
    tolerance: Tolerance
    cases: {
      name: string
      params: Partial<MetricConventions>
      returns: number[]
      benchmark?: number[]
      expected: Record<string, number | null>
    }[]
  }
  it.each(file.cases)('$name', ({ params, returns, benchmark, expected }) => {
    const benchmarkReturns = benchmark === undefined ? null : Float64Array.from(benchmark)
    const outcome = plainOutcome({ returns })
    expect(differences(outcome, { ...params, benchmarkReturns }, expected, file.tolerance)).toEqual([])
    expect(Object.keys(expected).length).toBeGreaterThanOrEqual(26)
  })
})

describe('trades.json', () => {
  const file = JSON.parse(read('trades.json')) as {
    tolerance: Tolerance
    cases: {
      name: string
      params: { startTime: number; endTime: number; yearLength: number; averageEquity: number }
      trades: (Omit<PlainTrade, 'entryNotional'> & { returnPct: number })[]
      expected: Record<string, number | null>
    }[]
  }
  it.each(file.cases)('$name', ({ params, trades, expected }) => {
    const { startTime, endTime, yearLength: yearMs, averageEquity: meanEquity } = params
    // returnPct = netPnl / entryNotional; a break-even trade has any entry notional.
    const list = trades.map((trade) => ({ ...trade, entryNotional: trade.netPnl / trade.returnPct || 1_000 }))
    const outcome = plainOutcome({ trades: list, overrides: { startTime, endTime, meanEquity } })
    expect(differences(outcome, { yearMs }, expected, file.tolerance)).toEqual([])
    expect(Object.keys(expected)).toHaveLength(21)
  })
})

const shared = join(root, '../shared/data')
const reference = join(shared, 'reference/empyrical')
const present = existsSync(reference)
if (!present)
  console.log(`skipped: comparison with empyrical, as there is no ${join('..', 'shared/data/reference/empyrical')}`)

/** empyrical's name → ours, and the sign; only where the definitions agree (METRICS: not its VaR, CVaR, skew, kurtosis, alpha). */
const SAME: Record<string, [name: string, sign: 1 | -1]> = {
  cum_return: ['totalReturn', 1],
  cagr: ['cagr', 1],
  annual_volatility: ['annualisedVolatility', 1],
  sharpe: ['sharpe', 1],
  sortino: ['sortino', 1],
  calmar: ['calmar', 1],
  max_drawdown: ['maxDrawdown', -1],
  omega: ['omega', 1],
  tail_ratio: ['tailRatio', 1],
  beta: ['beta', 1],
}

function compare(returns: number[], conventions: Partial<MetricConventions>, theirs: Record<string, number>): string[] {
  const expected: Record<string, number> = {}
  for (const [name, [ours, sign]] of Object.entries(SAME)) if (name in theirs) expected[ours] = sign * theirs[name]!
  const outcome = plainOutcome({ returns })
  const wrong = differences(outcome, conventions, expected, { relative: 1e-9, absolute: 1e-12 })
  const got = valuesOf(outcome, metricContext(conventions))
  const n = returns.length
  const root365 = Math.sqrt(conventions.periodsPerYear ?? 365)
  // Same thing, other scale: theirs is annual; skewness and kurtosis as pandas corrects them for bias.
  const converted: Record<string, [got: number, expected: number | undefined]> = {
    downside_risk: [got.downsideDeviation! * root365, theirs.downside_risk],
    skew: [(got.skewness! * Math.sqrt(n * (n - 1))) / (n - 2), theirs.skew],
    excess_kurtosis: [((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * got.excessKurtosis! + 6), theirs.excess_kurtosis],
  }
  for (const [name, [ours, value]] of Object.entries(converted))
    if (value !== undefined && !isNear(ours, value, { relative: 1e-9, absolute: 1e-12 }))
      wrong.push(`${name}: ${ours}, expected ${value}`)
  return wrong
}

describe.skipIf(!present)('empyrical', () => {
  const gunzip = (path: string): string => gunzipSync(readFileSync(join(shared, path))).toString()

  it('on 22 years of shares against their index', () => {
    const { metrics } = JSON.parse(readFileSync(join(reference, 'metrics-sp500-close.json'), 'utf8'))
    const returnsOf = (path: string): Map<string, number[]> => {
      const [header, ...rows] = gunzip(path)
        .trim()
        .split('\n')
        .map((line) => line.split(','))
      const closes = header!.map((_, column) => rows.map((row) => Number(row[column])))
      return new Map(
        header!.map((name, c) => [name, closes[c]!.slice(1).map((close, i) => close / closes[c]![i]! - 1)]),
      )
    }
    const shares = returnsOf('sp500-close/sp500-20-close-1990_2012.csv.gz')
    const index = [...returnsOf('sp500-close/sp500-index-1990_2012.csv.gz').values()][1]!
    const conventions = { periodsPerYear: 252, benchmarkReturns: Float64Array.from(index) }
    for (const name of ['AAPL', 'JPM', 'KO']) expect(compare(shares.get(name)!, conventions, metrics[name])).toEqual([])
    const columns = [...shares.entries()].filter(([name]) => !/date/i.test(name)).map(([, values]) => values)
    const equal = columns[0]!.map((_, i) => columns.reduce((sum, column) => sum + column[i]!, 0) / columns.length)
    expect(compare(equal, conventions, metrics.equal_weight_daily_rebalanced_20)).toEqual([])
    expect(compare(index, { periodsPerYear: 252 }, metrics.index)).toEqual([])
  })

  it('on two years of bitcoin', () => {
    const { daily } = JSON.parse(readFileSync(join(reference, 'metrics-btc-1h.json'), 'utf8'))
    const lastClose = new Map<number, number>()
    for (const year of [2018, 2019])
      for (const line of gunzip(`crypto-1h/BTCUSDT-1h-${year}.csv.gz`).trim().split('\n')) {
        const cells = line.split(',')
        const openTime = Number.isNaN(Number(cells[0])) ? Date.parse(`${cells[0]}Z`) : Number(cells[0])
        if (Number.isFinite(openTime)) lastClose.set(Math.floor(openTime / 86_400_000), Number(cells[4]))
      }
    const closes = [...lastClose.values()]
    expect(
      compare(
        closes.slice(1).map((close, i) => close / closes[i]! - 1),
        {},
        daily,
      ),
    ).toEqual([])
  })

  it('in the cases of its own tests', () => {
    type Series = { values: (number | string)[] }
    const { cases } = JSON.parse(gunzip('reference/empyrical/cases.json.gz')) as {
      cases: { function: string; inputs: Record<string, unknown>; expected: unknown; decimals: number }[]
    }
    const names: Record<string, [name: string, sign: 1 | -1]> = {
      max_drawdown: ['maxDrawdown', -1],
      annual_volatility: ['annualisedVolatility', 1],
      sharpe_ratio: ['sharpe', 1],
      cagr: ['cagr', 1],
    }
    const periods: Record<string, number> = { daily: 252, weekly: 52, monthly: 12, yearly: 1 }
    let compared = 0
    for (const { function: called, inputs, expected, decimals } of cases) {
      const series = (inputs.returns as Series | undefined)?.values
      const named = names[called]
      // A first NaN stands for "no return yet"; CAGR counts it as a period there, and no other function that is compared does.
      if (!named || !series || typeof expected !== 'number' || (called === 'cagr' && series.includes('NaN'))) continue
      const returns = series.filter((value) => value !== 'NaN').map(Number)
      const periodsPerYear = periods[String(inputs.period ?? 'daily')]!
      const got = valuesOf(plainOutcome({ returns }), metricContext({ periodsPerYear }))[named[0]]!
      expect(named[1] * got, called).toBeCloseTo(expected, decimals)
      compared++
    }
    expect(compared).toBeGreaterThanOrEqual(7)
  })
})
