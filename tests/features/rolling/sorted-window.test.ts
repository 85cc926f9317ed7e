import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SortedWindow } from '../../../src/features/rolling/sorted-window.ts'

test('counts as a filter of the window does', () => {
  const values = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (series, period) => {
      const window = new SortedWindow(period)
      series.forEach((x, i) => {
        if (window.full) window.replace(series[i - period]!, x)
        else window.add(x)
        const held = series.slice(Math.max(0, i - period + 1), i + 1)
        expect(window.full).toBe(held.length === period)
        for (let level = -5; level <= 5; level++) {
          expect(window.countBelow(level)).toBe(held.filter((value) => value < level).length)
          expect(window.countUpTo(level)).toBe(held.filter((value) => value <= level).length)
        }
      })
    }),
  )
})

test('a restart empties it', () => {
  const window = new SortedWindow(2)
  window.add(1)
  window.add(2)
  window.restart()
  expect([window.full, window.countUpTo(9)]).toEqual([false, 0])
})
