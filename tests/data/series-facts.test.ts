import { describe, expect, it } from 'vitest'
import { describeGap, partitionFacts, seriesGaps, seriesWarnings } from '../../src/data/series-facts.ts'
import type { BarColumns, SeriesEntry } from '../../src/domain/dataset.ts'
import { barsAt, barsFrom, DAY, entry, MINUTE, START } from './bars-of.ts'

describe('gaps (B03)', () => {
  const t = [0, 1, 4, 5, 7].map((i) => START + i * MINUTE)
  it('are listed as ranges', () => {
    expect(partitionFacts(barsAt(t), MINUTE, '24x7')).toMatchObject({
      gaps: [
        { from: START + 2 * MINUTE, to: START + 3 * MINUTE, bars: 2 },
        { from: START + 6 * MINUTE, to: START + 6 * MINUTE, bars: 1 },
      ],
      gapCount: 2,
      missingBars: 3,
    })
  })

  it('on an exchange begin after five days', () => {
    const weekend = barsAt([0, 3, 4, 8].map((i) => START + i * DAY))
    expect(partitionFacts(weekend, DAY, 'exchange').gaps).toEqual([])
    expect(partitionFacts(barsAt([START, START + 6 * DAY]), DAY, 'exchange').missingBars).toBe(5)
  })

  it('may lie between files', () => {
    const file = (from: number, to: number) => entry('x', [{ from, rows: 2 }], to)
    const files = [file(START, START + MINUTE), file(START + 3 * MINUTE, START + 4 * MINUTE)]
    const series = { interval: '1m', calendar: '24x7', files } as unknown as SeriesEntry
    expect(seriesGaps(series, MINUTE)).toEqual({
      gaps: [{ from: START + 2 * MINUTE, to: START + 2 * MINUTE, bars: 1 }],
      gapCount: 1,
      missingBars: 1,
    })
    expect(seriesWarnings(series, MINUTE)).toEqual([
      'W_GAPS 1 bars missing in 1 gaps, the longest 2024-01-01T00:02:00Z (1 bar)',
    ])
  })

  it('are listed a thousand times and counted beyond', () => {
    const every2nd = barsAt(Array.from({ length: 1502 }, (_, i) => START + 2 * i * MINUTE))
    const { gaps, gapCount, missingBars } = partitionFacts(every2nd, MINUTE, '24x7')
    expect([gaps.length, gapCount, missingBars]).toEqual([1000, 1501, 1501])
  })

  it('read well', () => {
    expect(describeGap({ from: START, to: START + MINUTE, bars: 2 })).toBe(
      '2024-01-01 to 2024-01-01T00:01:00Z (2 bars)',
    )
  })
})

it('counts bars without volume and their longest spell', () => {
  const bars = barsFrom(START, 7, MINUTE)
  const volume = Float64Array.of(0, 1, 0, 0, 0, 2, 0)
  expect(partitionFacts({ ...bars, volume }, MINUTE, '24x7')).toMatchObject({
    zeroVolumeBars: 5,
    longestZeroVolumeRun: 3,
  })
  expect(partitionFacts({ ...bars, volume: null }, MINUTE, '24x7')).toMatchObject({ zeroVolumeBars: 0 })
})

describe('jumps', () => {
  const wave = (n: number, jumpAt: number, factor: number): BarColumns => {
    const bars = barsFrom(START, n, MINUTE)
    return { ...bars, close: Float64Array.from({ length: n }, (_, i) => (100 + (i % 2)) * (i >= jumpAt ? factor : 1)) }
  }
  it('are moves far beyond those before', () => {
    const { jumps, jumpCount } = partitionFacts(wave(300, 200, 4), MINUTE, '24x7')
    expect(jumpCount).toBe(1)
    expect(jumps[0]!.t).toBe(START + 200 * MINUTE)
    expect(jumps[0]!.change).toBeCloseTo((100 * 4) / 101 - 1, 12)
  })
  it('need a hundred changes to compare with, and some variance', () => {
    expect(partitionFacts(wave(300, 50, 4), MINUTE, '24x7').jumpCount).toBe(0)
    const flat = { ...barsFrom(START, 300, MINUTE), close: new Float64Array(300).fill(5) }
    expect(partitionFacts(flat, MINUTE, '24x7').jumpCount).toBe(0)
  })
})
