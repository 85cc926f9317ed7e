import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Leaderboard } from '../../src/reporting/leaderboard.ts'
import { allMetrics, metricsNamed } from '../../src/reporting/registry.ts'
import { type TableOptions, terminalTable } from '../../src/reporting/terminal-table.ts'
import { textWidth } from '../../src/reporting/text-cell.ts'
import { batchOf, type PlainRow } from './batch.ts'

const ranking = { by: 'sharpe', order: 'descending', top: 3 } as const
const trial = (i: number, more: Partial<PlainRow> = {}): PlainRow => ({
  trialId: `${i}`.padStart(32, '0123456789abcdef'),
  axes: { fast: 5 * i, stop: i === 2 ? 'tight' : 'wide' },
  metrics: Object.fromEntries(
    allMetrics.map(({ name }, m) => [name, name === 'profitFactor' && i === 1 ? Number.NaN : i + m / 100]),
  ),
  ...more,
})
const boardOf = (rows: readonly PlainRow[]) => {
  const board = new Leaderboard(ranking)
  board.add(batchOf(rows))
  return board.rows()
}
const rows = boardOf([trial(1), trial(2), trial(3), trial(4)])
const table = (options: Partial<TableOptions> = {}, of = rows): string =>
  terminalTable(of, { ranking, trials: 2_805, ...options })
const lines = (text: string): string[] => text.split('\n')

describe('terminal table', () => {
  it('shows ranks, axes, metrics with their units, and the benchmark below', () => {
    const metrics = metricsNamed(['totalReturn', 'trades', 'profitFactor', 'netPnl'])
    const benchmark = {
      label: 'buy and hold',
      metrics: { sharpe: 0.5, totalReturn: 1.25, trades: 1, profitFactor: null, netPnl: 1234.5 },
    }
    expect(table({ metrics, benchmark, currency: 'USD' })).toBe(
      [
        '#  fast  stop   Sharpe ↓   Return  Trades  Profit factor  Net PnL USD  Trial',
        '───────────────────────────────────────────────────────────────────────────────',
        '1    20  wide       4.00  403.00%       4           4.08         4.45  01234567',
        '2    15  wide       3.00  303.00%       3           3.08         3.45  01234567',
        '3    10  tight      2.00  203.00%       2           2.08         2.45  01234567',
        '───────────────────────────────────────────────────────────────────────────────',
        'buy and hold        0.50  125.00%       1              –     1,234.50',
        'best 3 of 2,805 trials by sharpe, descending',
        '',
      ].join('\n'),
    )
  })

  it('drops the least important columns first, says so, and keeps rank and ranking metric', () => {
    const narrow = table({ width: 40 })
    expect(lines(narrow)[0]).toBe('#  fast  stop   Sharpe ↓  Sortino')
    expect(lines(narrow).at(-2)).toBe('not shown for width: totalReturn, maxDr…')
    expect(lines(table({ width: 20 }))[0]).toBe('#  fast  Sharpe ↓')
    expect(lines(table({ width: 20, metrics: metricsNamed(['trades', 'sharpe']) }))[0]).toContain('Sharpe ↓')
    const longText = boardOf([trial(1, { axes: { 'a-long-name-of-an-axis-that-goes-on': 'x'.repeat(300) } })])
    expect(lines(table({ width: 20 }, longText))[0]).toBe('#  Sharpe ↓')
  })

  it('is never wider than asked, in any line, with any labels', () => {
    const label = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(
        fc.array(label, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 20, max: 160 }),
        (labels, width) => {
          const of = boardOf(labels.map((stop, i) => trial(i, { axes: { fast: i, stop } })))
          const text = table({ width, benchmark: { label: labels[0]!, metrics: {} } }, of)
          for (const line of lines(text)) expect(textWidth(line)).toBeLessThanOrEqual(width)
          expect(lines(text)).toHaveLength(of.length + (text.includes('\nnot shown for width') ? 7 : 6))
        },
      ),
    )
  })

  it('has escape sequences only when colours were asked for, and the same text then', () => {
    expect(table()).not.toContain('\u{1b}')
    expect(table({ colour: true })).toContain('\u{1b}[1m')
    expect(stripVTControlCharacters(table({ colour: true }))).toBe(table())
    const attack = boardOf([trial(1, { axes: { stop: '\u{1b}[2Jwiped' } })])
    expect(table({}, attack)).not.toContain('\u{1b}')
  })

  it('shows the status when a trial on the board is not ok', () => {
    expect(table()).not.toContain('Status')
    expect(table({}, boardOf([trial(1), trial(2, { status: 'ruined' })]))).toMatch(/Status[\s\S]*ruined/)
  })

  it('names the ranking metric first even when it was not chosen, and marks ascending', () => {
    const text = terminalTable(rows, { ranking: { by: 'maxDrawdown', order: 'ascending', top: 3 }, trials: 3 })
    expect(lines(text)[0]).toMatch(/stop {3}Max DD ↑ {2}Sharpe {2}/)
  })

  it('has a line for no rows', () => {
    expect(table({}, [])).toContain('best 0 of 2,805 trials')
  })
})
