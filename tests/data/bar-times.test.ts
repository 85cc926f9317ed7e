/** B05 and the units of B03: what a stamp may be, and what is asked of the user. */
import { describe, expect, it } from 'vitest'
import { type BarTimeOptions, barTimes } from '../../src/data/bar-times.ts'
import { DAY, MINUTE } from './bars-of.ts'

const times = (options: Partial<BarTimeOptions> = {}) =>
  barTimes({
    fileName: 'x.csv',
    unit: 'auto',
    timeZone: undefined,
    dateOrder: undefined,
    intervalMs: MINUTE,
    ...options,
  })

describe('epoch stamps', () => {
  const t = Date.UTC(2024, 0)
  it.each([
    ['s', '1704067200'],
    ['ms', '1704067200000'],
    ['us', '1704067200000000'],
    ['ns', '1704067200000000000'],
  ] as const)('in %s are known by their digits', (unit, stamp) => {
    expect(times().read(stamp)).toBe(t)
    expect(times({ unit }).read(stamp)).toBe(t)
  })

  it('keep what is finer than a ms, so that the grid sees it', () => {
    expect(times().read('1704067200000001')).toBe(t + 0.001)
    expect(times().read('1704067200000000250')).toBe(t + 0.00025)
  })

  it('may not change their unit within a file', () => {
    const reader = times()
    reader.read('1704067200000')
    expect(reader.read('1704067260000000')).toEqual({
      code: 'E_BAR_UNIT',
      reason: 'time stamp 1704067260000000 has 16 digits and looks like us; in ms it would have 12 or 13',
    })
    expect(reader.read('1704067320000')).toBe(t + 2 * MINUTE)
  })

  it('must fit the unit that was told', () => {
    expect(times({ unit: 'ms' }).read('1704067200000000')).toMatchObject({ code: 'E_BAR_UNIT' })
    expect(times({ unit: 's' }).read('1704067200000')).toMatchObject({ code: 'E_BAR_UNIT' })
  })

  it('may not be near zero, and such a one binds no other', () => {
    const reader = times()
    expect(reader.read('0')).toEqual({ code: 'E_BAR_TIME', reason: 'time stamp 0 is within days of 1970-01-01' })
    expect(reader.read('1704067200000000')).toBe(t)
  })

  it.each(['17040672000x0', '1.7e12', '0x18cc251f400'])('are digits only: %s', (stamp) => {
    expect(times({ unit: 'ms' }).read(stamp)).toMatchObject({ code: 'E_TIME_FORMAT' })
  })
})

describe('text stamps', () => {
  it('are days when they are eight digits', () =>
    expect(times({ intervalMs: DAY }).read('20240131')).toBe(Date.UTC(2024, 0, 31)))

  it('need no zone when they name one', () => expect(times().read('2024-01-01T01:00+01:00')).toBe(Date.UTC(2024, 0)))

  it('need no zone when they are dates of daily bars', () => {
    expect(times({ intervalMs: DAY }).read('2024-01-31')).toBe(Date.UTC(2024, 0, 31))
    expect(times({ intervalMs: DAY, timeZone: 'America/New_York' }).read('20240131 00:00')).toBe(Date.UTC(2024, 0, 31))
  })

  it('else ask for --tz', () => {
    expect(() => times().read('2024-01-31 12:30')).toThrow(
      expect.objectContaining({
        code: 'E_TIME_ZONE',
        message: 'x.csv: 2024-01-31T12:30:00.000 names no time zone',
        remedy: expect.stringContaining('--tz UTC'),
      }),
    )
  })

  it('are refused where the clocks change', () => {
    const newYork = times({ timeZone: 'America/New_York' })
    expect(newYork.read('2024-03-10 02:30')).toEqual({
      code: 'E_TIME_NONEXISTENT',
      reason: '2024-03-10T02:30:00.000 does not exist: the clocks went forward over it; use a source in UTC',
    })
    expect(newYork.read('2024-11-03 01:30')).toEqual({
      code: 'E_TIME_AMBIGUOUS',
      reason:
        '2024-11-03T01:30:00.000 happened twice when the clocks went back (2024-11-03T05:30:00.000Z or 2024-11-03T06:30:00.000Z); use a source in UTC',
    })
    expect(newYork.read('2024-11-04 01:30')).toBe(Date.UTC(2024, 10, 4, 6, 30))
  })

  it('must be days that exist', () => {
    expect(times({ intervalMs: DAY }).read('2024-02-30')).toEqual({
      code: 'E_TIME_FORMAT',
      reason: '"2024-02-30" is not a time, or names a day or an hour that does not exist',
    })
  })

  it('ask for the order of slash dates', () => {
    expect(() => times({ intervalMs: DAY }).read('1/3/2017')).toThrow(
      expect.objectContaining({ code: 'E_TIME_DATE_ORDER' }),
    )
    expect(times({ intervalMs: DAY, dateOrder: 'mdy' }).read('1/3/2017')).toBe(Date.UTC(2017, 0, 3))
  })
})
