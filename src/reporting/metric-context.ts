import { assert } from '../core/assert.ts'
import { normalInverse } from '../core/normal-distribution.ts'
import { DAY_MS } from '../core/time.ts'
import { benchmarkSeries } from './benchmark-series.ts'
import type { MetricContext, MetricConventions } from './contract.ts'

const DEFAULTS: MetricConventions = {
  periodsPerYear: 365,
  rfAnnual: 0,
  targetPerPeriod: 0,
  omegaThreshold: 0,
  tailAlpha: 0.05,
  psrBenchmarkPerPeriod: 0,
  minTrlConfidence: 0.95,
  loMaxLag: 5,
  yearMs: 365 * DAY_MS,
  benchmarkReturns: null,
}

/**
 * The conventions of a run with their defaults (24/7 markets, no risk-free rate, 5 % tails) and everything that depends on them alone.
 * Make it once a run. Values are checked where the config is read; here a wrong one is a programmer error.
 */
export function metricContext(overrides: Partial<MetricConventions> = {}): MetricContext {
  const conventions = { ...DEFAULTS, ...overrides }
  const { periodsPerYear, rfAnnual, tailAlpha, minTrlConfidence, loMaxLag, yearMs, benchmarkReturns } = conventions
  assert(periodsPerYear > 0 && yearMs > 0, 'periodsPerYear and yearMs are positive')
  assert(rfAnnual > -1 && Number.isFinite(rfAnnual), 'rfAnnual is above -1')
  assert(tailAlpha > 0 && tailAlpha <= 1, 'tailAlpha is in (0, 1]')
  assert(minTrlConfidence > 0 && minTrlConfidence < 1, 'minTrlConfidence is in (0, 1)')
  assert(Number.isInteger(loMaxLag) && loMaxLag >= 0, 'loMaxLag is a whole number')
  const rfPerPeriod = Math.expm1(Math.log1p(rfAnnual) / periodsPerYear)
  return {
    ...conventions,
    rfPerPeriod,
    annualRoot: Math.sqrt(periodsPerYear),
    minTrlQuantile: normalInverse(minTrlConfidence),
    benchmark: benchmarkReturns === null ? null : benchmarkSeries(benchmarkReturns, rfPerPeriod),
  }
}
