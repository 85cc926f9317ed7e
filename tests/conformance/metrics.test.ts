/** Every registered metric keeps the laws of its contract; a new registry entry is tested from the moment it is there. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkMetric } from '../../src/reporting/conformance.ts'
import type { Metric } from '../../src/reporting/contract.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { OutcomeSummary } from '../../src/reporting/outcome-summary.ts'
import { type PlainTrade, plainOutcome } from '../../src/reporting/plain-outcome.ts'
import { allMetrics, metrics } from '../../src/reporting/registry.ts'

const registry = readFileSync(new URL('../../src/reporting/registry.ts', import.meta.url), 'utf8')

/** The doc comment of a metric, through the registry's import of it. */
function docOf(metric: Metric): string {
  const exported = registry.match(new RegExp(`^  ${metric.name}(?:: (\\w+))?,$`, 'm'))![1] ?? metric.name
  const path = registry.match(new RegExp(`import \\{ ${exported} \\} from '(.+)'`))![1]!
  const source = readFileSync(new URL(`../../src/reporting/${path}`, import.meta.url), 'utf8')
  return source.slice(source.indexOf('/**'), source.indexOf('export const'))
}

describe.each(allMetrics.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  test('keeps the laws', () => {
    expect(checkMetric(metric)).toEqual([])
  })

  test('stands under its own name and says formula, convention, null rule and source', () => {
    expect(metrics[name as keyof typeof metrics]).toBe(metric)
    for (const part of ['Formula:', 'Convention:', 'Null:', 'Source:'])
      expect(docOf(metric)).toMatch(new RegExp(`${part} \\S`))
  })
})

test('titles are unique', () => {
  expect(new Set(allMetrics.map(({ title }) => title)).size).toBe(allMetrics.length)
})

test('all are finite or null on any returns and trades', () => {
  const anyReturn = fc.oneof(
    fc.double({ min: -1.5, max: 3, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -1, 1e-300, -1e-300, 1.7e308, -1.7e308, 5e-324),
  )
  const anyMoney = fc.oneof(
    fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  const anyTrade: fc.Arbitrary<PlainTrade> = fc.record({
    netPnl: anyMoney,
    entryNotional: anyMoney,
    fees: anyMoney,
    slippage: anyMoney,
    entryTime: fc.integer({ min: 0, max: 1e12 }),
    exitTime: fc.integer({ min: 0, max: 1e12 }),
    notional: anyMoney,
  })
  const summary = new OutcomeSummary()
  fc.assert(
    fc.property(
      fc.array(anyReturn, { maxLength: 60 }),
      fc.array(anyTrade, { maxLength: 30 }),
      fc.boolean(),
      (returns, trades, own) => {
        const benchmarkReturns = own ? Float64Array.from(returns) : null
        const context = metricContext({ benchmarkReturns, rfAnnual: own ? 0.05 : 0, tailAlpha: own ? 0.3 : 0.05 })
        const outcome = plainOutcome({ returns, trades, overrides: { meanEquity: returns[0] ?? 0 } })
        summary.update(outcome, context)
        for (const metric of allMetrics) {
          const value = metric.compute(outcome, summary, context)
          expect(value === null || Number.isFinite(value), `${metric.name} is ${value}`).toBe(true)
        }
      },
    ),
    { numRuns: 400 },
  )
})

describe('the check itself is red on', () => {
  const { sharpe, netPnl, trades } = metrics
  const seeded: [what: string, metric: Metric, violation: RegExp][] = [
    [
      'a ratio that is infinite',
      { ...sharpe, compute: (_o, { curve }) => 1 / curve.maxDrawdown },
      /^finite or null: Infinity/,
    ],
    ['a value below minSamples', { ...sharpe, minSamples: 9 }, /^too few samples/],
    ['money called a ratio', { ...netPnl, unit: '' }, /^scale of money/],
    ['a time stamp', { ...trades, compute: (outcome) => outcome.endTime }, /^shift in time/],
    ['state', { ...trades, compute: stateful() }, /^pure: two answers/],
    ['writing', { ...trades, compute: ({ dailyReturns }) => dailyReturns.fill(1).length }, /^pure: it changes/],
    ['an exception', { ...trades, compute: () => JSON.parse('') }, /^pure: threw/],
    ['a name with a dash', { ...trades, name: 'my-metric' }, /camelCase/],
    ['a unit of its own', { ...trades, unit: 'parsec' as '' }, /unit "parsec"/],
  ]
  test.each(seeded)('%s', (_what, metric, violation) => {
    expect(checkMetric(metric).join('\n')).toMatch(new RegExp(violation.source, 'm'))
  })

  function stateful(): () => number {
    let calls = 0
    return () => ++calls
  }
})
