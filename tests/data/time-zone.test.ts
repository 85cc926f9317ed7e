import { expect, it } from 'vitest'
import { localToUtc } from '../../src/data/time-zone.ts'

const utc = (text: string): number => Date.parse(text)
const local = (text: string): number => Date.parse(`${text}Z`)

it('maps wall-clock times of New York on both sides of the year', () => {
  const toUtc = localToUtc('America/New_York')
  expect(toUtc(local('2024-01-15T09:30'))).toEqual([utc('2024-01-15T14:30Z')])
  expect(toUtc(local('2024-07-15T09:30'))).toEqual([utc('2024-07-15T13:30Z')])
})

// 2024-03-10: 02:00 → 03:00. 2024-11-03: 02:00 → 01:00 (US Energy Policy Act of 2005).
it.each([
  ['2024-03-10T01:59', ['2024-03-10T06:59Z']],
  ['2024-03-10T02:00', []],
  ['2024-03-10T02:59', []],
  ['2024-03-10T03:00', ['2024-03-10T07:00Z']],
  ['2024-11-03T00:59', ['2024-11-03T04:59Z']],
  ['2024-11-03T01:00', ['2024-11-03T05:00Z', '2024-11-03T06:00Z']],
  ['2024-11-03T01:59', ['2024-11-03T05:59Z', '2024-11-03T06:59Z']],
  ['2024-11-03T02:00', ['2024-11-03T07:00Z']],
])('knows folds and gaps: %s', (text, instants) => {
  expect(localToUtc('America/New_York')(local(text))).toEqual(instants.map(utc))
})

it('knows a change of the clocks by half an hour, and one of the date line', () => {
  expect(localToUtc('Australia/Lord_Howe')(local('2024-04-07T01:45'))).toHaveLength(2)
  expect(localToUtc('Australia/Lord_Howe')(local('2024-10-06T02:15'))).toHaveLength(0)
  expect(localToUtc('Pacific/Apia')(local('2011-12-30T12:00'))).toHaveLength(0)
})

it('agrees with the runtime at every hour of a year', () => {
  const toUtc = localToUtc('Europe/Berlin')
  const show = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'medium' })
  for (let t = Date.UTC(2023, 0); t < Date.UTC(2024, 0); t += 3_600_000) {
    expect(toUtc(local(show.format(t).replace(' ', 'T')))).toContain(t)
  }
})

it('names the nearest zone', () => {
  expect(() => localToUtc('America/NewYork')).toThrow(
    'no time zone is called "America/NewYork" (did you mean "America/New_York"?)',
  )
})
