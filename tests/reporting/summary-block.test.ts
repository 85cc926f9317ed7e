import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { plainOutcome } from '../../src/reporting/plain-outcome.ts'
import { summaryBlock } from '../../src/reporting/summary-block.ts'
import { textWidth } from '../../src/reporting/text-cell.ts'
import { valuesOf } from './values-of.ts'

const trade = {
  netPnl: 50,
  entryNotional: 1_000,
  fees: 1,
  slippage: 0.5,
  entryTime: 0,
  exitTime: 27_000_000,
  notional: 2_050,
}
const outcome = plainOutcome({ returns: [0.02, -0.01, 0.015, 0.003], trades: [trade, { ...trade, netPnl: -20 }] })
const values = valuesOf(outcome, metricContext())
const options = { title: 'one backtest', currency: 'USD' }

describe('summary of one backtest', () => {
  const text = summaryBlock(values, options)

  it('has its groups in order, numbers with units', () => {
    const groups = text.split('\n').filter((line) => line !== '' && !line.startsWith(' '))
    expect(groups).toEqual(['one backtest', 'Returns', 'Risk', 'Trades', 'Costs', 'Sample'])
    expect(text).toMatch(/^ {2}Return +2\.80%$/m)
    expect(text).toMatch(/^ {2}Max DD +1\.00%$/m)
    expect(text).toMatch(/^ {2}Avg holding +7h 30m$/m)
    expect(text).toMatch(/^ {2}Fees +12\.50 USD$/m)
    expect(text).toMatch(/^ {2}Win rate +50\.00%$/m)
    expect(text).toMatch(/^ {2}DD days +2$/m)
  })

  it('is aligned: all values end in one column', () => {
    const widths = text
      .split('\n')
      .filter((line) => line.startsWith(' '))
      .map(textWidth)
    expect(new Set(widths).size).toBe(1)
  })

  it('puts the benchmark beside it, and what compares with it in a group of its own', () => {
    const context = metricContext({ benchmarkReturns: Float64Array.of(0.01, -0.01, 0.01, 0.001) })
    const both = summaryBlock(valuesOf(outcome, context), {
      ...options,
      benchmark: { label: 'buy and hold', metrics: { sharpe: 1.5 } },
    })
    expect(both).toContain('Against the benchmark')
    expect(both).toMatch(/^Returns +buy and hold$/m)
    expect(both).toMatch(/^ {2}Sharpe +\d+\.\d\d +1\.50$/m)
    expect(both).toMatch(/^ {2}Trades +2 +–$/m)
  })

  it('has a dash where a number is undefined, colours only when asked for', () => {
    const bare = summaryBlock({ trades: 0, sharpe: null, totalReturn: 0 }, options)
    expect(bare).toMatch(/^ {2}Sharpe +–$/m)
    expect(bare).not.toContain('Costs')
    expect(stripVTControlCharacters(summaryBlock(values, { ...options, colour: true }))).toBe(text)
  })
})
