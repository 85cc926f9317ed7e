import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricUnit } from '../../src/reporting/contract.ts'
import { formatDuration, formatNumber, formatParameter } from '../../src/reporting/format-number.ts'

describe('formatNumber', () => {
  const cases: [value: number | null, unit: MetricUnit, text: string][] = [
    [null, '', '–'],
    [Number.NaN, 'currency', '–'],
    [1.234, '', '1.23'],
    [-0.5, '', '-0.50'],
    [0, '', '0.00'],
    [-0, '', '0.00'],
    [0.0123, '', '0.0123'],
    [0.000123, '', '0.000123'],
    [0.00000009, '', '9.00e-8'],
    [12_345.6, '', '12,346'],
    [0.1234, 'fraction', '12.34%'],
    [-1, 'fraction', '-100.00%'],
    [0.000123, 'fraction', '0.0123%'],
    [110.54434471573704, 'fraction', '11,054%'],
    [1_234.5, 'currency', '1,234.50'],
    [-1_234.5, 'currency', '-1,234.50'],
    [99_999.99, 'currency', '99,999.99'],
    [99_999.999, 'currency', '100,000'],
    [1_234_567.8, 'currency', '1,234,568'],
    [-0.001, 'currency', '0.00'],
    [2_805, 'count', '2,805'],
    [999, 'bars', '999'],
    [78, 'days', '78'],
    [20.28, 'years', '20.3'],
    [1.234e18, 'currency', '1.23e+18'],
    [27_000_000, 'ms', '7h 30m'],
  ]
  it.each(cases)('%s as "%s" is %s', (value, unit, text) => {
    expect(formatNumber(value, unit)).toBe(text)
  })

  it('never loses the size of a number', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e14, max: 1e14, noNaN: true }), (value) => {
        const back = Number(formatNumber(value).replaceAll(',', ''))
        expect(Math.abs(back - value)).toBeLessThanOrEqual(
          0.0051 * Math.abs(value) + 0.0051 * Number(Math.abs(value) >= 0.0995),
        )
      }),
    )
  })
})

describe('formatDuration', () => {
  const cases: [ms: number, text: string][] = [
    [0, '0ms'],
    [250, '250ms'],
    [1_500, '1.5s'],
    [59_940, '59.9s'],
    [59_990, '1m'],
    [725_000, '12m 5s'],
    [3_599_800, '1h'],
    [27_000_000, '7h 30m'],
    [86_399_000, '1d'],
    [273_600_000, '3d 4h'],
    [86_400_000 * 4_000, '4,000d'],
    [-90_000, '-1m 30s'],
    [1e20, '1.00e+20ms'],
  ]
  it.each(cases)('%s ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

it('a parameter reads back as the same number', () => {
  expect(formatParameter(0.1 + 0.2)).toBe('0.30000000000000004')
  expect(formatParameter('tight')).toBe('tight')
})
