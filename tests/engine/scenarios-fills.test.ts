/** How targets become fills. Every number is by hand; the arithmetic stands beside it. */
import { describe, expect, test } from 'vitest'
import { at, near, nears, play } from './scenario.ts'

const units = (quantity: number) => ({ type: 'fixed-quantity', quantity })

describe('a market order', () => {
  const rows = [at(100), [110, 125, 105, 120], [121, 140, 119, 135], [130, 131, 100, 101], at(101)] as const

  test('fills at the next open, worse by the slippage, and pays the taker fee', () => {
    const played = play({ rows, intents: [1, 1, 0], slippageBps: 100, takerBps: 100 })
    // Buys at 110 × 1.01 = 111.1; a unit costs 111.1 × 1.01 = 112.211 with the fee.
    const held = 10_000 / 112.211
    // Sells at 130 × 0.99 = 128.7 less 1 % fee.
    const cash = held * 128.7 * 0.99
    nears(played.dailyEquity, [10_000, held * 120, held * 135, cash, cash])
    const [trade] = played.trades
    expect(trade).toMatchObject({ side: 1, entryBar: 1, exitBar: 3, reason: 'signal' })
    near(trade!.entryPrice, 111.1)
    near(trade!.exitPrice, 128.7)
    near(trade!.netPnl, cash - 10_000)
    near(trade!.fees, held * (1.111 + 1.287))
    near(trade!.slippage, held * (1.1 + 1.3))
    near(played.fees, trade!.fees)
    near(played.slippage, trade!.slippage)
    near(played.tradedNotional, held * (111.1 + 128.7))
    expect(played).toMatchObject({ fills: 2, orders: 2, rejectedOrders: 0, barsInPosition: 2, firstActive: 0 })
    expect(trade!.exitTime - trade!.entryTime).toBe(2 * 86_400_000)
  })

  test('all in leaves exactly no cash: equity is quantity × close, to the bit', () => {
    const played = play({ rows, intents: [1], slippageBps: 7, takerBps: 3, cash: 777.77 })
    const held = played.openQuantity
    expect(played.dailyEquity.slice(1)).toEqual([held * 120, held * 135, held * 101, held * 101])
  })

  test('at the same close it fills there, and the day knows', () => {
    const played = play({ rows, intents: [0, 1, 1, 0], matching: { fillAt: 'sameClose' }, takerBps: 100 })
    // Bar 1 closes at 120: 10,000 / 121.2 units, worth 10,000 / 1.01 at that close. Out at the close of bar 3, 101.
    const held = 10_000 / 121.2
    nears(played.dailyEquity, [10_000, 10_000 / 1.01, held * 135, held * 101 * 0.99, held * 101 * 0.99])
    expect(played.trades[0]).toMatchObject({ entryBar: 1, exitBar: 3 })
    // Fills at a close stand at the end of their bars.
    expect(played.trades[0]!.entryTime).toBe(Date.UTC(2024, 0, 3))
  })

  test('with latency it fills so many bars later', () => {
    const played = play({ rows, intents: [1, 1, 1, 1], latencyBars: 2, sizer: units(10) })
    // Decided on bar 0, fills on bar 3 at 130, worth 101 at its close.
    nears(played.dailyEquity, [10_000, 10_000, 10_000, 9710, 9710])
  })

  test('that still waits is dropped when the intent goes', () => {
    const played = play({ rows, intents: [1, 0], latencyBars: 2 })
    expect(played).toMatchObject({ fills: 0, trades: [], openQuantity: 0 })
  })

  test('decided on the last bar never fills', () => {
    expect(play({ rows, intents: [0, 0, 0, 0, 1] })).toMatchObject({ fills: 0, orders: 1, firstActive: 4 })
  })
})

describe('size', () => {
  test('a fixed quantity is capped by buying power, fee included', () => {
    // 10,000 / (100 × 1.01) of 1,000 wanted.
    near(play({ rows: [at(100), at(100)], intents: [1], takerBps: 100, sizer: units(1000) }).openQuantity, 10_000 / 101)
    near(
      play({ rows: [at(100), at(100)], intents: [-1], takerBps: 100, sizer: units(1000) }).openQuantity,
      -10_000 / 101,
    )
  })

  test('is rounded down to whole lots, and the rest stays cash', () => {
    // 10,000 / (90 × 1.01) = 110.01: four lots of 25 cost 9,000 and a fee of 90.
    const rows = [at(100), at(90), at(100)]
    const played = play({ rows, intents: [1], takerBps: 100, lotSize: 25 })
    nears(played.dailyEquity, [10_000, 9910, 10_910])
    expect(played.openQuantity).toBe(100)
    expect(play({ rows, intents: [-1], takerBps: 100, lotSize: 25 }).openQuantity).toBe(-100)
  })

  test('below one lot is a rejected order, counted', () => {
    const played = play({ rows: [at(100), at(90), at(100)], intents: [1], lotSize: 500 })
    expect(played).toMatchObject({ fills: 0, rejectedOrders: 1, openQuantity: 0 })
  })

  test('a fraction of equity is resolved at the fill, or from the close of the decision', () => {
    const rows = [at(100), at(80)]
    const sizer = { type: 'fraction-of-equity', fraction: 0.5 }
    // 5,000 / (80 × 1.01) against 5,000 / 100.
    near(play({ rows, intents: [1], takerBps: 100, sizer }).openQuantity, 5000 / 80.8)
    near(play({ rows, intents: [1], takerBps: 100, sizer: { ...sizer, sizeAt: 'decision' } }).openQuantity, 50)
    // Half an intent is half of it.
    near(play({ rows, intents: [0.5], sizer }).openQuantity, 2500 / 80)
  })

  test('a notional counts the multiplier', () => {
    // 4,000 / (80 × 10) = 5 contracts, each point 10: at 84 they have won 5 × 10 × 4.
    const sizer = { type: 'fixed-notional', notional: 4000 }
    const played = play({ rows: [at(100), at(80), at(84)], intents: [1], sizer, multiplier: 10 })
    nears(played.dailyEquity, [10_000, 10_000, 10_200])
    expect(played.openQuantity).toBe(5)
  })

  test('atr-risk loses its share of equity over so many ranges', () => {
    // Every true range is 4, so 1 % of 10,000 over 2 × 4 is 12.5 units. The range has a value from bar 2 on: decided there, filled on bar 3.
    const rows = [0, 1, 2, 3, 4, 5].map(() => [100, 102, 98, 100] as const)
    const features = { range: { type: 'atr', period: 3 } }
    const sizer = { type: 'atr-risk', atr: 'range', risk: 0.01, multiple: 2 }
    const played = play({ rows, intents: [1, 1, 1, 1, 0], features, sizer })
    expect(played.trades[0]).toMatchObject({ quantity: 12.5, entryBar: played.warmupBars + 1, exitBar: 5 })
    expect(played.warmupBars).toBeGreaterThanOrEqual(2)
    expect(played.firstActive).toBe(played.warmupBars)
  })
})

describe('latched targets', () => {
  const rows = [at(100), at(100), at(125), at(50), at(80)]
  test('by default the sizer runs once, whatever the price does', () => {
    const played = play({ rows, intents: [1], sizer: { type: 'fraction-of-equity', fraction: 0.5 } })
    expect(played).toMatchObject({ fills: 1, openQuantity: 50 })
    nears(played.dailyEquity, [10_000, 10_000, 11_250, 7500, 9000])
  })

  test('everyBar sizes again at each close, for the next open', () => {
    const played = play({
      rows,
      intents: [1],
      resize: 'everyBar',
      sizer: { type: 'fraction-of-equity', fraction: 0.5 },
    })
    // 50 units; at 125 equity is 5,000 + 6,250 = 11,250, half is 45 units; at 50: 5,625 + 2,250 = 7,875, half is 78.75;
    // at 80: 3,937.5 … after selling 5 at 125 cash is 5,625, after buying 33.75 at 50 it is 3,937.5; 78.75 × 80 = 6,300.
    // The order of each close meets the next bar, where prices have moved: it is resolved there, at the open.
    nears(played.dailyEquity, [10_000, 10_000, 11_250, 7875, 3937.5 + 6300])
    // On bar 4: half of 10,237.5 at 80.
    near(played.openQuantity, 10_237.5 / 2 / 80)
  })

  test('band waits until the target is that far from the position', () => {
    const sizer = { type: 'fraction-of-equity', fraction: 0.5 }
    const played = play({ rows, intents: [1], resize: { band: 0.3 }, sizer })
    // At 125 the target is 45 of 50 (10 %): nothing. At 50: half of 7,500 is 75 units, 50 % away: an order, resolved at 80:
    // half of 9,000 is 56.25.
    expect(played.fills).toBe(2)
    near(played.openQuantity, 56.25)
  })
})

describe('participation', () => {
  const cap = { maxParticipation: 0.5 }
  test('caps a fill at its share of the volume; the rest waits for the next opens', () => {
    const rows = [at(100, 50), at(100, 8), at(110, 6), at(120, 0), at(130, 100), at(130, 100)]
    const played = play({ rows, intents: [1], sizer: units(10), matching: cap })
    // 4 at 100, 3 at 110, none at 120, 3 at 130. Cash: −400, −330, −390.
    nears(played.dailyEquity, [10_000, 10_000, 10_040, 10_110, 10_180, 10_180])
    expect(played).toMatchObject({ fills: 3, openQuantity: 10 })
  })

  test('caps the way out too, and the trade ends with its last part', () => {
    const rows = [at(100, 50), at(100, 50), at(100, 50), at(110, 8), at(120, 100), at(120, 1)]
    const played = play({ rows, intents: [1, 1, 0], sizer: units(10), matching: cap })
    // 4 out at 110, 6 at 120.
    expect(played.trades).toMatchObject([{ entryBar: 1, exitBar: 4, quantity: 10, netPnl: 4 * 10 + 6 * 20 }])
    near(played.dailyEquity.at(-1), 10_160)
  })

  test('caps what a stop may sell; the rest leaves at the next opens', () => {
    const rows = [at(100, 50), at(100, 50), [100, 100, 80, 85, 8], at(84, 100), at(84, 1)] as const
    const played = play({
      rows,
      intents: [1],
      sizer: units(10),
      matching: cap,
      rules: { stop: { type: 'stop-loss', distance: 0.1 } },
    })
    // 4 at the stop of 90, 6 at the open of 84.
    expect(played.trades).toMatchObject([{ exitBar: 3, reason: 'stop-loss', netPnl: -4 * 10 - 6 * 16 }])
  })
})
