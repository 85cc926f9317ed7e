import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayEnds } from '../../src/data/day-ends.ts'
import { DAY, HOUR, START } from './bars-of.ts'

const hours = (...list: number[]): Float64Array => Float64Array.from(list, (h) => START + h * HOUR)

it('a bar that closes at midnight ends the old day', () => {
  const t = hours(...Array.from({ length: 49 }, (_, i) => i)) // Closes at 01:00 … 00:00 of day 3, and 01:00.
  expect([...dayEnds(t, HOUR, 0, '24x7')]).toEqual([23, 47, 48])
})

it('a daily bar is its own day', () => {
  const t = Float64Array.of(START, START + DAY, START + 2 * DAY)
  expect([...dayEnds(t, DAY, 0, '24x7')]).toEqual([0, 1, 2])
  expect([...dayEnds(t, DAY, 1, '24x7')]).toEqual([1, 2])
})

it('days without a bar are carried or left out, by calendar', () => {
  const t = Float64Array.of(START, START + 3 * DAY, START + 4 * DAY)
  expect([...dayEnds(t, DAY, 0, '24x7')]).toEqual([0, 0, 0, 1, 2])
  expect([...dayEnds(t, DAY, 0, 'exchange')]).toEqual([0, 1, 2])
})

it('begins with the day of the window’s first bar, and counts a part of a day', () => {
  const t = hours(20, 21, 22, 23, 24, 25)
  expect([...dayEnds(t, HOUR, 2, '24x7')]).toEqual([3, 5])
  expect([...dayEnds(t, HOUR, 4, '24x7')]).toEqual([5])
})

it('equals a count day by day, on random clocks', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 60 }), fc.nat(59), (list, k) => {
      const t = hours(...list.sort((a, b) => a - b))
      const first = k % t.length
      const day = (i: number): number => Math.ceil((t[i]! + HOUR) / DAY) - 1
      const [carried, skipped]: number[][] = [[], []]
      for (let d = day(first); d <= day(t.length - 1); d++) {
        const upTo = Array.from(t.keys()).filter((i) => i >= first && day(i) <= d)
        carried!.push(upTo.at(-1)!)
        if (day(upTo.at(-1)!) === d) skipped!.push(upTo.at(-1)!)
      }
      expect([...dayEnds(t, HOUR, first, '24x7')]).toEqual(carried)
      expect([...dayEnds(t, HOUR, first, 'exchange')]).toEqual(skipped)
    }),
  )
})
