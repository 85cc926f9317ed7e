import { expect, test } from 'vitest'
import { averageKernel, SeededAverage } from '../../../src/features/rolling/seeded-average.ts'

test('the mean of the first values, then e + alpha (x − e)', () => {
  const average = new SeededAverage(3, 0.5)
  expect([1, 2, 6, 5, 4].map((x) => average.push(x))).toEqual([Number.NaN, Number.NaN, 3, 4, 4])
  average.restart()
  expect([8, 8, 8].map((x) => average.push(x))).toEqual([Number.NaN, Number.NaN, 8])
})

test('the seed keeps digits that a plain sum loses', () => {
  const average = new SeededAverage(4, 0.5)
  expect([1, 1e100, 1, -1e100].map((x) => average.push(x)).at(-1)).toBe(0.5)
})

test('the kernel restarts at a missing value', () => {
  const out = new Float64Array(6)
  averageKernel(2, 0.5).advance([Float64Array.of(1, 3, 5, Number.NaN, 7, 9)], [out], 0, 6)
  expect(out).toEqual(Float64Array.of(Number.NaN, 2, 3.5, Number.NaN, Number.NaN, 8))
})
