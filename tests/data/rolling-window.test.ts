import { describe, expect, it } from 'vitest'
import { historicalWindow, liveWindow, type RollingWindow } from '../../src/data/rolling-window.ts'
import { BAR_COLUMNS } from '../../src/domain/market.ts'
import { barsFrom, instrument, MINUTE, START } from './bars-of.ts'

const source = barsFrom(START, 50, MINUTE)
const bars = { instrument: instrument('A'), ...source, present: null }
const bar = (i: number) => ({
  open: source.open[i]!,
  high: source.high[i]!,
  low: source.low[i]!,
  close: source.close[i]!,
  volume: source.volume![i]!,
})

/** Both kinds, moved bar by bar. */
const kinds: Record<string, (size: number) => { window: RollingWindow; add: (i: number) => void }> = {
  history: (size) => {
    const window = historicalWindow(bars, size)
    return { window, add: (i) => window.moveTo(i) }
  },
  live: (size) => {
    const window = liveWindow(size)
    return { window, add: (i) => window.push(bar(i)) }
  },
}

describe.each(Object.keys(kinds))('a window over %s', (kind) => {
  it.each([1, 2, 7, 50])('holds the last %i bars, oldest first', (size) => {
    const { window, add } = kinds[kind]!(size)
    for (let i = 0; i < 50; i++) {
      add(i)
      const begin = Math.max(0, i + 1 - size)
      expect([window.size, window.count]).toEqual([size, i + 1 - begin])
      for (const name of BAR_COLUMNS) expect(window.column(name)).toEqual(source[name]!.slice(begin, i + 1))
    }
  })

  it('refuses a size that is none', () => {
    for (const size of [0, -1, 1.5]) expect(() => kinds[kind]!(size)).toThrow('at least one bar')
  })
})

it('copies nothing', () => {
  const window = historicalWindow(bars, 5)
  window.moveTo(20)
  expect(window.column('close').buffer).toBe(source.close.buffer)
  const live = liveWindow(3)
  for (let i = 0; i < 10; i++) live.push(bar(i))
  expect(live.column('close').buffer).toBe(live.column('close').buffer)
})

it('gives NaN for a volume that does not exist', () => {
  const window = historicalWindow({ ...bars, volume: null }, 3)
  window.moveTo(1)
  expect([...window.column('volume')]).toEqual([Number.NaN, Number.NaN])
})
