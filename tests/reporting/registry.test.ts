import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/core/errors.ts'
import { allMetrics, metricNamed, metrics, metricsNamed } from '../../src/reporting/registry.ts'

describe('registry of metrics', () => {
  it('puts the most useful columns first', () => {
    expect(allMetrics.slice(0, 3).map(({ name }) => name)).toEqual(['sharpe', 'sortino', 'calmar'])
    expect(Object.keys(metrics)).toEqual(allMetrics.map(({ name }) => name))
  })

  it('finds by name, in the order asked for', () => {
    expect(metricNamed('var')).toBe(metrics.var)
    expect(metricsNamed(['trades', 'sharpe'])).toEqual([metrics.trades, metrics.sharpe])
  })

  it('names the nearest metric for a misspelt one', () => {
    const find = (): unknown => metricNamed('sharp')
    expect(find).toThrow(ConfigError)
    expect(find).toThrow('there is no metric "sharp" (did you mean "sharpe"?)')
    expect(() => metricNamed('toString')).toThrow('there is no metric "toString"')
  })
})
