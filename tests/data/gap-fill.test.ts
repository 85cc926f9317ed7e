import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignBars } from '../../src/data/gap-fill.ts'
import type { Calendar } from '../../src/domain/market.ts'
import type { MissingPolicy } from '../../src/domain/strategy-spec.ts'
import { barsAt, MINUTE, START } from './bars-of.ts'

const at = (...minutes: number[]): number[] => minutes.map((m) => START + m * MINUTE)
const A = barsAt(at(0, 1, 2, 5, 6), 100)
const B = barsAt(at(1, 2, 4, 6, 7), 200)

const align = (policy: MissingPolicy, calendar: Calendar = '24x7', series = [A, B]) =>
  alignBars(series, ['A', 'B'].slice(0, series.length), MINUTE, calendar, policy)
const minutes = (t: Float64Array): number[] => Array.from(t, (it) => (it - START) / MINUTE)

describe('fill', () => {
  it('is the grid from where all have begun to the last bar of any', () => {
    const { t, bars } = align('fill')
    expect(minutes(t)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect([...bars[0]!.present!]).toEqual([1, 1, 0, 0, 1, 1, 0])
    expect([...bars[1]!.present!]).toEqual([1, 1, 0, 1, 0, 1, 1])
  })

  it('repeats the last close in all four prices, without volume', () => {
    const { bars } = align('fill')
    const { open, high, low, close, volume } = bars[0]!
    for (const column of [open, high, low, close]) expect([column[2], column[3]]).toEqual([A.close[2], A.close[2]])
    expect([volume![2], volume![3], volume![4]]).toEqual([0, 0, A.volume![3]])
    expect([open[4], high[4], low[4], close[4]]).toEqual([A.open[3], A.high[3], A.low[3], A.close[3]])
  })

  it('carries a close from before the clock begins', () => {
    const early = barsAt(at(0, 9), 300)
    const { t, bars } = align('fill', '24x7', [early, B])
    expect(minutes(t)[0]).toBe(1)
    expect([bars[0]!.close[0], bars[0]!.present![0]]).toEqual([early.close[0], 0])
  })

  it('of one complete instrument changes nothing', () => {
    const whole = barsAt(at(0, 1, 2))
    const { t, bars } = align('fill', '24x7', [whole])
    expect([t, bars[0]]).toEqual([
      whole.t,
      { open: whole.open, high: whole.high, low: whole.low, close: whole.close, volume: whole.volume, present: null },
    ])
  })

  it('on an exchange is the union of times', () => {
    expect(minutes(align('fill', 'exchange').t)).toEqual([1, 2, 4, 5, 6, 7])
    const { t, bars } = align('fill', 'exchange', [A])
    expect([minutes(t), bars[0]!.present]).toEqual([[0, 1, 2, 5, 6], null])
  })

  it('keeps "no volume" apart from "no trades"', () => {
    expect(align('fill', '24x7', [barsAt(at(0, 2), 100, false)]).bars[0]!.volume).toBeNull()
  })

  it('refuses a clock of absurd length', () => {
    const stray = barsAt([START, START + 1e9 * MINUTE])
    expect(() => align('fill', '24x7', [stray])).toThrow(expect.objectContaining({ code: 'E_DATA_CLOCK' }))
    expect(minutes(align('leave-out', '24x7', [stray]).t)).toEqual([0, 1e9])
  })
})

describe('leave-out', () => {
  it('is the times that all have', () => {
    const { t, bars } = align('leave-out')
    expect(minutes(t)).toEqual([1, 2, 6])
    expect(bars.map((it) => it.present)).toEqual([null, null])
    expect([...bars[1]!.close]).toEqual([B.close[0], B.close[1], B.close[3]])
  })

  it('refuses instruments without a common time', () => {
    expect(() => align('leave-out', '24x7', [barsAt(at(0)), barsAt(at(1))])).toThrow('A, B have no time in common')
  })
})

describe('fail', () => {
  it('lists the gaps', () => {
    expect(() => align('fail')).toThrow(
      expect.objectContaining({
        code: 'E_DATA_GAP',
        message:
          'A lacks 3 bars in 2 gaps: 2024-01-01T00:03:00Z to 2024-01-01T00:04:00Z (2 bars); 2024-01-01T00:07:00Z (1 bar)',
      }),
    )
    expect(() => align('fail', 'exchange')).toThrow('A lacks 2 bars in 2 gaps')
  })

  it('shows five of many', () => {
    const every2nd = barsAt(at(...Array.from({ length: 9 }, (_, i) => 2 * i)))
    expect(() => align('fail', '24x7', [every2nd])).toThrow(/ 8 bars in 8 gaps: .*; and 3 more$/)
  })

  it('passes what is complete', () => expect(align('fail', '24x7', [barsAt(at(3, 4, 5))]).t).toHaveLength(3))
})

it('agrees with a slow second computation on random series', () => {
  const series = fc
    .uniqueArray(fc.nat(40), { minLength: 1, maxLength: 30 })
    .map((list) => barsAt(at(...list.sort((a, b) => a - b))))
  const calendars = fc.constantFrom<Calendar>('24x7', 'exchange')
  fc.assert(
    fc.property(fc.array(series, { minLength: 1, maxLength: 4 }), calendars, (all, calendar) => {
      const names = all.map((_, i) => `I${i}`)
      const begin = Math.max(...all.map((it) => it.t[0]!))
      const times = new Set(all.flatMap((it) => [...it.t]))
      const end = Math.max(...times)
      const grid = Array.from({ length: (end - begin) / MINUTE + 1 }, (_, i) => begin + i * MINUTE)
      const clock = calendar === '24x7' ? grid : grid.filter((t) => times.has(t))
      const { t, bars } = alignBars(all, names, MINUTE, calendar, 'fill')
      expect([...t]).toEqual(clock)
      all.forEach((source, s) => {
        clock.forEach((time, i) => {
          const last = source.t.findLastIndex((it) => it <= time)
          const isThere = source.t[last] === time
          expect(bars[s]!.present?.[i] ?? 1).toBe(isThere ? 1 : 0)
          expect(bars[s]!.close[i]).toBe(source.close[last])
          expect(bars[s]!.low[i]).toBe(isThere ? source.low[last] : source.close[last])
          expect(bars[s]!.volume![i]).toBe(isThere ? source.volume![last] : 0)
        })
      })
      const common = grid.filter((time) => all.every((it) => it.t.includes(time)))
      if (common.length > 0) expect([...alignBars(all, names, MINUTE, calendar, 'leave-out').t]).toEqual(common)
    }),
    { numRuns: 200 },
  )
})
