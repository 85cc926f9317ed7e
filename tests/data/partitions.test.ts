import { expect, it } from 'vitest'
import { isOnGrid, partitionOf, partitionPath, partitionRange } from '../../src/data/partitions.ts'
import { DAY, HOUR, MINUTE } from './bars-of.ts'

it('cuts by month below one hour and by year from there', () => {
  const t = Date.UTC(2024, 1, 29, 23, 59)
  expect(partitionOf(t, MINUTE)).toBe('2024-02')
  expect(partitionOf(t + MINUTE, 30 * MINUTE)).toBe('2024-03')
  expect(partitionOf(t, HOUR)).toBe('2024')
  expect(partitionOf(Date.UTC(1969, 11, 31), DAY)).toBe('1969')
})

it('knows the range of a partition', () => {
  expect(partitionRange('2024-12')).toEqual([Date.UTC(2024, 11), Date.UTC(2025, 0)])
  expect(partitionRange('2024')).toEqual([Date.UTC(2024, 0), Date.UTC(2025, 0)])
  expect(partitionPath('BTCUSDT', '5m', '2024-12')).toBe('BTCUSDT/5m/2024-12.parquet')
})

it('holds times before 1970 to the grid, too', () => {
  expect(isOnGrid(-DAY, DAY)).toBe(true)
  expect(isOnGrid(-DAY + 1, DAY)).toBe(false)
  expect(isOnGrid(Date.UTC(1969, 11, 29), 7 * DAY)).toBe(true) // a Monday
})
