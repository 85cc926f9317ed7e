import { describe, expect, it } from 'vitest'
import { barIntake, checkQuarantine, type IntakeOptions, type QuarantinedRow } from '../../src/data/bar-intake.ts'
import type { BarRow } from '../../src/data/bar-rows.ts'
import { MINUTE, START } from './bars-of.ts'

function intake(options: Partial<IntakeOptions> = {}, intervalMs = MINUTE) {
  const [kept, aside, repairs] = [[] as number[], [] as QuarantinedRow[], [] as [string, number][]]
  const it = barIntake({
    file: 'prices.csv',
    rules: { intervalMs, nowMs: START + 1e9, range: null, repairs: new Set() },
    onBadRow: 'fail',
    keep: ({ t }) => kept.push(t),
    quarantine: (row) => aside.push(row),
    repaired: (repair, t) => repairs.push([repair, t]),
    ...options,
  })
  return { it, kept, aside, repairs }
}

const bar = (t: number, high = 12): BarRow => ({ t, open: 10, high, low: 10, close: 11, volume: 5 })

it('fails by default, naming file, row, time and values', () => {
  const { it: door } = intake()
  door.row(16, bar(START))
  expect(() => door.row(17, bar(START + 5 * MINUTE, 9))).toThrow(
    expect.objectContaining({
      code: 'E_BAR_OHLC',
      message: 'prices.csv row 17 (t=2024-01-01T00:05:00Z): high 9 < low 10',
      remedy: expect.stringContaining('--quarantine'),
    }),
  )
  expect(() => door.fault(18, { code: 'E_CSV_NUMBER', reason: 'an empty field', column: 'close' }, '')).toThrow(
    'prices.csv row 18: column close: an empty field',
  )
  expect(() => door.row(19, bar(Number.MAX_VALUE))).toThrow('row 19 (t=1.7976931348623157e+308)')
})

it('puts bad rows aside with their reason and goes on', () => {
  const { it: door, kept, aside } = intake({ onBadRow: 'quarantine' })
  door.row(1, bar(START, 9))
  door.row(2, bar(START))
  door.fault(3, { code: 'E_CSV_NUMBER', reason: 'an empty field', column: 'close' }, 'x'.repeat(500))
  expect(kept).toEqual([START])
  expect(aside).toEqual([
    { file: 'prices.csv', row: 1, code: 'E_BAR_OHLC', reason: 'high 9 < low 10', text: '2024-01-01 10 9 10 11 5' },
    { file: 'prices.csv', row: 3, code: 'E_CSV_NUMBER', reason: 'column close: an empty field', text: 'x'.repeat(200) },
  ])
  expect(door.rows).toBe(3)
})

it('drops bad rows as a counted repair', () => {
  const { it: door, repairs } = intake({ onBadRow: 'drop' })
  door.row(1, bar(START, 9))
  door.row(2, bar(START))
  door.row(3, bar(START + MINUTE, 9))
  expect(repairs).toEqual([
    ['drop-bad', Number.NaN],
    ['drop-bad', START],
  ])
})

it('refuses a file of names only', () => {
  expect(() => intake().it.finish()).toThrow(
    expect.objectContaining({ code: 'E_CSV_EMPTY', message: 'prices.csv has no rows of bars' }),
  )
})

it('refuses bars that are all further apart than the interval', () => {
  const { it: door } = intake()
  for (let i = 0; i < 20; i++) door.row(i, bar(START + i * 5 * MINUTE))
  expect(() => door.finish()).toThrow(
    expect.objectContaining({
      code: 'E_BAR_INTERVAL',
      message: 'prices.csv: no two of its 20 bars are closer than 300000 ms, the interval says 60000 ms',
    }),
  )
  const one = intake().it
  one.row(1, bar(START))
  expect(() => one.finish()).not.toThrow()
})

describe('the limit of quarantine', () => {
  it('is a fraction of all rows', () => {
    expect(() => checkQuarantine(1000, { E_BAR_OHLC: 1 }, 0.001)).not.toThrow()
    expect(() => checkQuarantine(1000, {}, 0)).not.toThrow()
    expect(() => checkQuarantine(1000, { E_BAR_PRICE: 1, E_BAR_OHLC: 1 }, 0.001)).toThrow(
      expect.objectContaining({
        code: 'E_QUARANTINE_LIMIT',
        message: '2 of 1000 rows are bad, more than the limit of 0.1 %: E_BAR_OHLC 1, E_BAR_PRICE 1',
      }),
    )
  })
})
