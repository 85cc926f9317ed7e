import { expect, it } from 'vitest'
import { needsDateOrder, parseTimeText } from '../../src/data/time-text.ts'

const utc = (text: string): number => Date.parse(text)

it.each([
  ['2024-01-31', '2024-01-31T00:00:00Z', undefined],
  ['2024/01/31', '2024-01-31T00:00:00Z', undefined],
  ['20240131', '2024-01-31T00:00:00Z', undefined],
  ['2024-02-29', '2024-02-29T00:00:00Z', undefined],
  ['2024-01-31 12:30', '2024-01-31T12:30:00Z', undefined],
  ['20141201 00:00', '2014-12-01T00:00:00Z', undefined],
  ['2024-01-31T12:30:15.250Z', '2024-01-31T12:30:15.250Z', 0],
  ['2024-01-31 12:30:15 UTC', '2024-01-31T12:30:15Z', 0],
  ['2024-01-31T12:30+05:30', '2024-01-31T12:30:00Z', 5.5 * 3_600_000],
  ['2024-01-31 00:00:00-0500', '2024-01-31T00:00:00Z', -5 * 3_600_000],
  ['2024-01-31T12:30:15.250000Z', '2024-01-31T12:30:15.250Z', 0],
])('reads %s', (text, local, offsetMs) => expect(parseTimeText(text)).toMatchObject({ localMs: utc(local), offsetMs }))

it('tells a date from a time', () => {
  expect(parseTimeText('2024-01-31')?.dateOnly).toBe(true)
  expect(parseTimeText('2024-01-31 00:00')?.dateOnly).toBe(false)
})

it.each([
  '',
  '2024-02-30',
  '2023-02-29',
  '2024-13-01',
  '2024-00-10',
  '2024-1-31',
  '2024-01-31T24:00',
  '2024-01-31T12:60',
  '2024-01-31 12:30:60',
  '2024-01-31T12',
  '24-01-31',
  '2024-01/31',
  '2024-01-31T12:30+25:00',
  '2024-01-31T12:30+05:75',
  '2024-01-31T12:30:15.0001Z',
  'Jan 3 2024',
  '2024-01-31x',
  '0024-01-31',
])('refuses %j', (text) => expect(parseTimeText(text)).toBeUndefined())

it('reads slash dates only when their order is told', () => {
  expect(parseTimeText('1/3/2017')).toBeUndefined()
  expect(needsDateOrder('1/3/2017')).toBe(true)
  expect(parseTimeText('1/3/2017', 'mdy')?.localMs).toBe(utc('2017-01-03'))
  expect(parseTimeText('1/3/2017', 'dmy')?.localMs).toBe(utc('2017-03-01'))
  expect(parseTimeText('31.12.2017 23:59', 'dmy')?.localMs).toBe(utc('2017-12-31T23:59:00Z'))
  expect(parseTimeText('12/31/2017', 'dmy')).toBeUndefined()
})
