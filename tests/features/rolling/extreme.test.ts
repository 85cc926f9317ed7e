import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RollingMaximum } from '../../../src/features/rolling/extreme.ts'

test('the maximum of each window, over restarts', () => {
  const step = fc.option(fc.integer({ min: -9, max: 9 }), { freq: 8 }) // null: restart
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 10 }), (steps, period) => {
      const rolling = new RollingMaximum(period)
      let held: number[] = []
      for (const x of steps) {
        if (x === null) {
          rolling.restart()
          held = []
          continue
        }
        held = [...held, x].slice(-period)
        expect(rolling.push(x)).toBe(held.length < period ? Number.NaN : Math.max(...held))
      }
    }),
  )
})
