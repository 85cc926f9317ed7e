import { expect, it } from 'vitest'
import { orderNewBars, updatePartition } from '../../src/data/partition-update.ts'
import { barsAt, barsFrom, MINUTE, START } from './bars-of.ts'

const three = barsFrom(START, 3, MINUTE)

it('finds nothing new in bars that are there', () => {
  expect(updatePartition(three, barsFrom(START, 3, MINUTE), 'x', false).changed).toBe(false)
  expect(updatePartition(three, barsFrom(START + MINUTE, 1, MINUTE), 'x', false).changed).toBe(false)
  expect(updatePartition(null, three, 'x', false)).toEqual({ bars: three, changed: true })
})

it('adds bars on both sides', () => {
  const { bars, changed } = updatePartition(three, barsFrom(START - MINUTE, 5, MINUTE), 'x', false)
  expect([changed, bars.t.length]).toEqual([true, 5])
})

it('refuses other bars unless told to replace', () => {
  const other = barsAt([START + MINUTE], 500)
  expect(() => updatePartition(three, other, 'BTC/1m/2024-01.parquet', false)).toThrow(
    expect.objectContaining({
      code: 'E_IMPORT_CONFLICT',
      message: expect.stringMatching(
        /^BTC\/1m\/2024-01\.parquet \(t=2024-01-01T00:01:00Z\): the dataset has .* the source /,
      ),
      remedy: expect.stringContaining('--replace'),
    }),
  )
  const { bars } = updatePartition(three, other, 'x', true)
  expect([bars.t.length, bars.close[1]]).toEqual([3, other.close[0]])
})

it('joins sources that overlap and refuses those that contradict', () => {
  const told: [string, number][] = []
  const twice = barsAt([START, START + MINUTE, START])
  expect(orderNewBars(twice, 'x', new Set(), (...it) => told.push(it)).t).toHaveLength(2)
  expect(told).toEqual([['drop-identical-duplicates', 1]])
  const contradicting = { ...twice, close: Float64Array.of(1, 2, 3) }
  expect(() => orderNewBars(contradicting, 'x', new Set(), () => {})).toThrow(
    expect.objectContaining({ code: 'E_BAR_CONFLICT' }),
  )
  expect(orderNewBars(contradicting, 'x', new Set(['keep-first-duplicate']), () => {}).close[0]).toBe(1)
})
