/** Equity, shorts, halts, ruin, gaps, funding, warm-up and the day axis, by hand. */
import { describe, expect, test } from 'vitest'
import { at, near, nears, play, type Row } from './scenario.ts'

const HOUR = 3_600_000
const ten = { type: 'fixed-quantity', quantity: 10 }

describe('a short', () => {
  test('is collateralised in full', () => {
    // −100 at 100 and 20,000 cash; at 90: 20,000 − 9,000; bought back at 95.
    const played = play({ rows: [at(100), at(100), at(90), at(95), at(95)], intents: [-1, -1, 0] })
    nears(played.dailyEquity, [10_000, 10_000, 11_000, 10_500, 10_500])
    expect(played.trades).toMatchObject([{ side: -1, quantity: 100, netPnl: 500 }])
    nears([played.meanExposure], [(1 + 9000 / 11_000) / 5])
    nears([played.meanEquity], [10_400])
  })

  test('pays slippage downwards and its fee from the collateral', () => {
    const played = play({ rows: [at(100), at(100), at(100)], intents: [-1], slippageBps: 100, takerBps: 100 })
    // Sold at 99; 10,000 / (99 × 1.01) units; equity loses 1 in slippage and 0.99 in fee a unit.
    const held = 10_000 / 99.99
    near(played.openQuantity, -held)
    nears(played.dailyEquity, [10_000, 10_000 - held * 1.99, 10_000 - held * 1.99])
    nears([played.slippage, played.fees], [held, held * 0.99])
  })
})

describe('a reversal', () => {
  test('is two fills at one open: the trade ends, and the other side opens with what it left', () => {
    const played = play({ rows: [at(100), at(100), at(120), at(120), at(90)], intents: [1, 1, -1] })
    // 100 units to 12,000; then −100 at 120, cash 24,000; at 90 that is 15,000.
    nears(played.dailyEquity, [10_000, 10_000, 12_000, 12_000, 15_000])
    expect(played).toMatchObject({ fills: 3, openQuantity: -100 })
    expect(played.trades).toMatchObject([{ side: 1, entryBar: 1, exitBar: 3, netPnl: 2000, reason: 'signal' }])
  })

  test('pays a fee on both', () => {
    const played = play({ rows: [at(100), at(100), at(100), at(100)], intents: [1, 1, -1], takerBps: 100 })
    // 10,000 / 101 units; out for × 99, which is 10,000 × 99/101; that over 101 is sold short.
    const cash = (10_000 * 99) / 101
    near(played.openQuantity, -cash / 101)
    near(played.dailyEquity[3], cash - (cash / 101) * 1)
  })
})

test('a mix of a long that shrinks and grows keeps one trade at its average cost', () => {
  // 10 at 100; 5 sold at 110 (+50); 5 bought at 120 (average 110); 10 sold at 130 (+200).
  const rows = [at(100), at(100), at(110), at(120), at(130), at(130)]
  const played = play({ rows, intents: [1, 0.5, 1, 0], sizer: ten })
  expect(played.trades).toMatchObject([{ quantity: 15, netPnl: 250, entryBar: 1, exitBar: 4 }])
  expect(played.fills).toBe(4)
})

describe('the halt', () => {
  const rules = { halt: { type: 'max-drawdown-halt', drawdown: 0.2 } }
  test('flattens at the next open and ends trading', () => {
    const rows = [at(100), at(100), at(120), [96, 97, 50, 96], [90, 200, 80, 180], at(100), at(100), at(100)] as const
    const played = play({ rows, intents: [1, 1, 1, 1, 0, 1, 1, -1], rules })
    // Peak 12,000; the low of 50 is no close; 9,600 is 20 % below the peak: out at 90.
    nears(played.dailyEquity, [10_000, 10_000, 12_000, 9600, 9000, 9000, 9000, 9000])
    expect(played.trades).toMatchObject([{ exitBar: 4, reason: 'halt', exitPrice: 90, netPnl: -1000 }])
    expect(played).toMatchObject({ fills: 2, orders: 2, status: 'ok' })
    near(played.maxDrawdownBars, 0.25)
  })

  test('does not act above its drawdown', () => {
    const played = play({ rows: [at(100), at(100), at(120), at(97), at(130)], intents: [1], rules })
    expect(played).toMatchObject({ fills: 1, openQuantity: 100 })
  })

  test('takes back an order that works', () => {
    // In at 100; at 80 it halts while the order to reverse is under way.
    const rows = [at(100), at(100), at(100), at(80), at(80), at(80), at(80)]
    const played = play({ rows, intents: [1, 1, 1, -1], rules, latencyBars: 1 })
    expect(played).toMatchObject({ openQuantity: 0 })
    expect(played.trades.every(({ side }) => side === 1)).toBe(true)
  })
})

describe('ruin', () => {
  test('ends the trial at the first close with nothing left: −100 %, then 0', () => {
    const played = play({ rows: [at(100), at(100), at(150), at(201), at(50), at(50)], intents: [-1] })
    // 20,000 − 100 × 201 < 0.
    expect(played.dailyEquity).toEqual([10_000, 10_000, 5000, 0, 0, 0])
    expect(played.dailyReturns).toEqual([0, 0, -0.5, -1, 0, 0])
    expect(played).toMatchObject({ status: 'ruined', openQuantity: 0, maxDrawdownBars: 1 })
    expect(played.trades).toMatchObject([{ exitBar: 3, reason: 'ruin', side: -1 }])
  })

  test('is exactly at zero too', () => {
    expect(play({ rows: [at(100), at(100), at(200), at(50)], intents: [-1] })).toMatchObject({
      status: 'ruined',
      dailyEquity: [10_000, 10_000, 0, 0],
    })
  })
})

describe('a filled bar', () => {
  test('fills no order: it waits for the next real open', () => {
    const rows = [at(100), at(100), at(110), at(110), at(120), at(120)]
    const played = play({ rows, intents: [1, 1, 0], filled: [1, 3], sizer: ten })
    expect(played.trades).toMatchObject([{ entryBar: 2, exitBar: 4, entryPrice: 110, exitPrice: 120 }])
  })

  test('touches no level, even when its price is beyond it', () => {
    // Bought at the close of bar 0 at 110 with slippage: the stop stands at 104.5, above the carried close of 100.
    const rows = [at(100), at(100), at(100), at(100)]
    const rules = { stop: { type: 'stop-loss', distance: 0.05 } }
    const costs = { slippageBps: 1000, matching: { fillAt: 'sameClose' } }
    const played = play({ rows, intents: [1], filled: [1], sizer: ten, rules, ...costs })
    expect(played.trades).toMatchObject([{ entryBar: 0, exitBar: 2, reason: 'stop-loss' }])
    near(played.trades[0]!.exitPrice, 90)
  })

  test('delays a time stop', () => {
    const rows = [at(100), at(100), at(105), at(105), at(110), at(110)]
    const played = play({
      rows,
      intents: [1],
      filled: [3],
      sizer: ten,
      rules: { time: { type: 'time-stop', bars: 2 } },
    })
    expect(played.trades).toMatchObject([{ exitBar: 4, reason: 'time-stop', exitPrice: 110 }])
  })

  test('still marks the position and counts as a bar', () => {
    const played = play({ rows: [at(100), at(100), at(100), at(130)], intents: [1], filled: [2] })
    nears(played.dailyEquity, [10_000, 10_000, 10_000, 13_000])
    expect(played).toMatchObject({ bars: 4, barsInPosition: 3 })
  })
})

describe('funding', () => {
  const hours = (...list: number[]) => list.map((hour) => Date.UTC(2024, 0, 1, hour))
  const funding = { rate: 0.01, everyHours: 8 }
  const rows: Row[] = [at(100), at(100), [110, 110, 110, 120], at(120)]
  const hourly = { rows, sizer: ten, intervalMs: HOUR, funding }

  test('is paid at the open of its time, on what was held before it', () => {
    // 08:00 is bar 2: 10 × 110 × 1 % = 11.
    const played = play({ ...hourly, t: hours(6, 7, 8, 9), intents: [1] })
    near(played.funding, 11)
    nears(played.dailyEquity, [10_000 + 200 - 11])
    // Bought at the open of 08:00: nothing is due.
    expect(play({ ...hourly, t: hours(6, 7, 8, 9), intents: [0, 1] }).funding).toBe(0)
    // Sold at that open: it is.
    near(play({ ...hourly, t: hours(6, 7, 8, 9), intents: [1, 0] }).trades[0]!.netPnl, 100 - 11)
  })

  test('inside a gap acts on the next bar', () => {
    const played = play({ ...hourly, t: hours(5, 6, 10, 11), intents: [1] })
    near(played.funding, 11)
    expect(played.dailyEquity.length).toBe(1)
  })

  test('is paid for each time that a gap skipped', () => {
    // From 06:00 to 06:00 a day later: 08:00, 16:00 and 00:00 have passed before the open of the third bar; 10 × 110 × 0.01 each.
    near(play({ ...hourly, t: hours(5, 6, 30, 31), intents: [1] }).funding, 3 * 11)
  })

  test('is received by shorts, and by longs when the rate is negative', () => {
    near(play({ ...hourly, t: hours(6, 7, 8, 9), intents: [-1] }).funding, -11)
    const received = { ...funding, rate: -0.01 }
    near(play({ ...hourly, t: hours(6, 7, 8, 9), intents: [1], funding: received }).funding, -11)
  })

  test('is part of the trade', () => {
    const played = play({ ...hourly, t: hours(6, 7, 8, 9), intents: [1, 1, 0] })
    near(played.trades[0]!.netPnl, 10 * 20 - 11)
  })
})

describe('warm-up and window', () => {
  const rows = [100, 101, 102, 103, 104, 105, 106].map((price) => at(price))
  const sizer = { type: 'atr-risk', atr: 'range', risk: 0.01, multiple: 1 }
  const features = { range: { type: 'atr', period: 4 } }

  test('no order before every column has a value', () => {
    const played = play({ rows, intents: [1], sizer, features })
    expect(played.warmupBars).toBeGreaterThanOrEqual(3)
    expect(played.firstActive).toBe(played.warmupBars)
    // Decided there, filled on the next open.
    expect(played.barsInPosition).toBe(rows.length - 1 - played.warmupBars)
  })

  test('bars before the window only warm up', () => {
    const { warmupBars } = play({ rows, intents: [1], sizer, features })
    const played = play({ rows, intents: [1], sizer, features, first: warmupBars })
    expect(played).toMatchObject({ firstActive: warmupBars, bars: rows.length - warmupBars })
    expect(played.dailyEquity.length).toBe(rows.length - warmupBars)
    expect(play({ rows, intents: [1], first: 2 })).toMatchObject({ firstActive: 2, barsInPosition: 4, bars: 5 })
  })
})

describe('days', () => {
  // Hours from 22:00 on 1 January: the bar that closes at midnight ends the first day; the last day is not over.
  const t = (...list: number[]) => list.map((hour) => Date.UTC(2024, 0, 1, hour))
  const rows = [at(100), at(100), at(110), at(105), at(120)]

  test('end with their last bar, carried days repeat it, a partial last day counts', () => {
    // Bars at 22, 23 (ends day 1), 24 (day 2), then nothing on day 3, 72 and 73 (day 4, partial).
    const played = play({
      rows,
      t: t(22, 23, 24, 72, 73),
      intervalMs: HOUR,
      intents: [1],
      sizer: { ...ten, quantity: 100 },
    })
    nears(played.dailyEquity, [10_000, 11_000, 11_000, 12_000])
    nears(played.dailyReturns, [0, 0.1, 0, 12 / 11 - 1])
    expect(played.bars).toBe(5)
    expect(played.endTime).toBe(Date.UTC(2024, 0, 4, 2))
  })

  test('without bars are left out on an exchange', () => {
    const calendar = 'exchange' as const
    const played = play({
      rows,
      t: t(22, 23, 24, 72, 73),
      intervalMs: HOUR,
      calendar,
      intents: [1],
      sizer: { ...ten, quantity: 100 },
    })
    nears(played.dailyEquity, [10_000, 11_000, 12_000])
  })
})

test('maxDrawdownBars sees what the daily curve does not', () => {
  // One day of hours: 12,000 down to 9,000 and back.
  const rows = [at(100), at(100), at(120), at(90), at(115), at(121)]
  const played = play({ rows, intervalMs: HOUR, intents: [1] })
  expect(played.dailyEquity).toEqual([12_100])
  near(played.maxDrawdownBars, 0.25)
})

test('maxDrawdownBars starts from the first cash', () => {
  near(play({ rows: [at(100), [100, 100, 60, 80], at(90)], intents: [1] }).maxDrawdownBars, 0.2)
})

test('an open trade at the end is marked, not counted', () => {
  const played = play({ rows: [at(100), at(100), at(120)], intents: [1] })
  expect(played).toMatchObject({ trades: [], openQuantity: 100, fills: 1 })
  near(played.dailyEquity[2], 12_000)
})
