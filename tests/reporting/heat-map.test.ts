import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeatMap, type HeatMapOptions } from '../../src/reporting/heat-map.ts'
import { metrics } from '../../src/reporting/registry.ts'
import { textWidth } from '../../src/reporting/text-cell.ts'
import { batchOf, type PlainRow } from './batch.ts'

const fast = { name: 'fast', cells: [5, 10, 15] }
const slow = { name: 'slow', cells: [50, 100] }
const row = (f: number, s: number, stop: number, sharpe: number): PlainRow => ({
  trialId: `${f}-${s}-${stop}`,
  axes: { fast: f, slow: s, stop },
  metrics: { sharpe },
})
const GRID = [
  row(5, 50, 1, 0),
  row(5, 50, 2, 0.5),
  row(10, 50, 1, 1),
  row(15, 50, 1, 2),
  row(15, 50, 2, -9),
  row(5, 100, 1, Number.NaN),
  row(10, 100, 1, 3),
  row(15, 100, 1, 4),
]
function map(rows: readonly PlainRow[], options: Partial<HeatMapOptions> = {}): string {
  const made = new HeatMap({ metric: metrics.sharpe, order: 'descending', across: fast, down: slow, ...options })
  made.add(batchOf(rows.slice(0, 3)))
  if (rows.length > 3) made.add(batchOf(rows.slice(3), 3))
  return made.render()
}

describe('heat map', () => {
  it('shows the best over the other axes, marks the best cell, leaves a cell without trials blank', () => {
    expect(map(GRID)).toBe(
      [
        'sharpe by fast → and slow ↓, best over stop',
        ' 50 ░░░░▒▒',
        '100   ▓▓**',
        '    5   15',
        '0.50 ░▒▓█ 4.00',
        '* best 4.00 at fast 15, slow 100',
        '',
      ].join('\n'),
    )
  })

  it('turns round when less is better', () => {
    const text = map(GRID, { order: 'ascending' })
    expect(text).toContain('* best -9.00 at fast 15, slow 50')
    expect(text).toContain('4.00 ░▒▓█ -9.00')
    expect(text).toContain(' 50 ▒▒░░**\n')
  })

  it('draws one row for one axis', () => {
    expect(map(GRID, { down: null })).toContain('sharpe by fast →, best over slow, stop\n ░░▓▓**\n')
  })

  it('merges the values of a long axis', () => {
    const long = { name: 'fast', cells: Array.from({ length: 1_000 }, (_, i) => i) }
    const rows = long.cells.map((f) => row(f, 50, 1, f === 777 ? 5 : f / 1_000))
    const text = map(rows, { across: long })
    const drawn = text.split('\n')[1]!.slice(4)
    expect(drawn).toHaveLength(60)
    expect(drawn.indexOf('*')).toBe(Math.floor((777 * 60) / 1_000))
    expect(text).toContain('1000 values of fast in 60 cells, the best of each')
    expect(text).toContain('* best 5.00 at fast 777, slow 50')
    expect(text.split('\n')[3]).toMatch(/^ {4}0 +500 +999$/)
  })

  it('takes text axes and skips what is not on the axes', () => {
    const stops = { name: 'stop', cells: ['tight', 'wide'] }
    const rows = ['tight', 'wide', 'other'].map((stop, i) => ({
      trialId: stop,
      axes: { stop },
      metrics: { sharpe: i },
    }))
    expect(map(rows, { across: stops, down: null })).toContain('* best 1.00 at stop wide')
  })

  it('says so when nothing has a value', () => {
    expect(map([row(5, 50, 1, Number.NaN)])).toBe('sharpe by fast → and slow ↓, best over stop\nno trial has a value\n')
    expect(map([])).toContain('no trial has a value')
  })

  it('shows equal values as the best', () => {
    expect(map([row(5, 50, 1, 1), row(10, 50, 1, 1)])).toContain(' 50 ██**\n')
  })

  it('has escape sequences only in colour, and the same marks', () => {
    expect(map(GRID)).not.toContain('\u{1b}')
    const coloured = map(GRID, { colour: true })
    expect(coloured).toContain('\u{1b}[30;48;5;227m**\u{1b}[0m')
    expect(stripVTControlCharacters(coloured).replaceAll(/[ *]+$/gm, '')).toContain('* best 4.00 at fast 15, slow 100')
    const attack = { name: 'stop', cells: ['\u{1b}[2J'] }
    const rows = [{ trialId: 'a', axes: { stop: '\u{1b}[2J' }, metrics: { sharpe: 1 } }]
    expect(map(rows, { across: attack, down: null })).not.toContain('\u{1b}')
  })

  it('is the same for any order of trials and never wider than asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 20, max: 120 }),
        (values, width) => {
          const rows = values.map((value, i) => row(fast.cells[i % 3]!, slow.cells[i % 2]!, i, value))
          const text = map(rows, { width })
          expect(map([...rows].reverse(), { width })).toBe(text)
          for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})
