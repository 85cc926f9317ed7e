/** Several instruments in one account, by hand. Instruments are told apart by their first close. */
import { describe, expect, test } from 'vitest'
import { at, near, nears, play } from './scenario.ts'

const all = { type: 'fraction-of-equity', fraction: 1 }
const half = { type: 'fraction-of-equity', fraction: 0.5 }
const a = [at(100), at(100), at(110), at(120), at(130)]
const b = [at(50), at(50), at(50), at(40), at(60)]

describe('shared cash', () => {
  test('reductions come first: what the second one sells, the first one buys with', () => {
    // B (second) holds 200 from bar 1; on bar 3 it sells at 40 for 8,000, and A (first) buys 8,000 / 120 with it.
    const played = play({
      instruments: [
        { rows: a, intents: [0, 0, 1] },
        { rows: b, intents: [1, 1, 0] },
      ],
      sizer: all,
    })
    nears(played.dailyEquity, [10_000, 10_000, 10_000, 8000, (8000 / 120) * 130])
    expect(played.trades).toMatchObject([{ instrument: 1, quantity: 200, netPnl: -2000 }])
    expect(played).toMatchObject({ rejectedOrders: 0, fills: 3 })
  })

  test('then by index: the first takes all, the second is rejected', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1] },
        { rows: b, intents: [1] },
      ],
      sizer: all,
    })
    expect(played).toMatchObject({ fills: 1, rejectedOrders: 1, openQuantity: 100 })
  })

  test('is split by fractions of the whole equity, fees included', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1] },
        { rows: b, intents: [1] },
      ],
      sizer: half,
      takerBps: 100,
    })
    // A: 5,000 / 101 units, a fee of 5,000 / 101. B: half of what equity is then, over 50.5, within the power that A leaves.
    const unitsA = 5000 / 101
    const equity = 10_000 - unitsA
    const unitsB = equity / 2 / 50.5
    const fees = unitsA + unitsB * 0.5
    near(played.fees, fees)
    near(played.dailyEquity[2], 10_000 - fees + unitsA * 10)
    near(played.dailyEquity[4], 10_000 - fees + unitsA * 30 + unitsB * 10)
    expect(played).toMatchObject({ fills: 2, rejectedOrders: 0, barsInPosition: 4 })
  })

  test('the power of one is what the others leave, shorts counted in full', () => {
    // A is short 50 at 100 (5,000 of 10,000). B wants 1,000 at 50 and gets 5,000 / 50.
    const played = play({
      instruments: [
        { rows: a, intents: [-0.05] },
        { rows: b, intents: [0, 0, 1] },
      ],
      sizer: { type: 'fixed-quantity', quantity: 1000 },
    })
    // At bar 3 A is at 120: equity 10,000 − 1,000 = 9,000, committed 6,000, so B gets 3,000 / 40 = 75.
    near(played.openQuantity, -50 + 75)
    nears(played.dailyEquity, [10_000, 10_000, 9500, 9000, 9000 - 500 + 75 * 20])
  })
})

describe('each instrument', () => {
  test('has its own multiplier and lots', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1], multiplier: 5, lotSize: 3 },
        { rows: b, intents: [1], lotSize: 7 },
      ],
      sizer: half,
    })
    // A: 5,000 / 500 = 10 → 9 contracts. B: 5,000 / 50 = 100 → 98.
    nears(played.dailyEquity, [10_000, 10_000, 10_450, 10_000 + 9 * 100 - 98 * 10, 10_000 + 9 * 150 + 98 * 10])
    expect(played.openQuantity).toBe(107)
  })

  test('has its own protective orders and re-entry', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1] },
        { rows: b, intents: [1] },
      ],
      sizer: half,
      rules: { stop: { type: 'stop-loss', distance: 0.1 } },
    })
    // B opens at 40 below its stop of 45 and leaves with 100 × −10; A holds 50.
    expect(played.trades).toMatchObject([
      { instrument: 1, exitBar: 3, reason: 'stop-loss', exitPrice: 40, netPnl: -1000 },
    ])
    expect(played.openQuantity).toBe(50)
    near(played.dailyEquity[4], 10_000 + 50 * 30 - 1000)
  })

  test('has its own gaps: a filled bar of one stops only its own orders', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1, 1, 0] },
        { rows: b, intents: [1, 1, 0], filled: [1, 3] },
      ],
      sizer: half,
    })
    expect(played.trades).toMatchObject([
      { instrument: 0, entryBar: 1, exitBar: 3 },
      { instrument: 1, entryBar: 2, exitBar: 4 },
    ])
  })

  test('pays its own funding', () => {
    const played = play({
      instruments: [
        { rows: a, intents: [1] },
        { rows: b, intents: [-1] },
      ],
      sizer: half,
      funding: { rate: 0.001, everyHours: 48 },
    })
    // 2024-01-01 is day 19,723 of the epoch, so bars 1 and 3 open on even days. Nothing is held at the open of bar 1; on bar 3 A pays on
    // 50 × 120 and B receives on 100 × 40.
    near(played.funding, 0.001 * (50 * 120 - 100 * 40))
  })
})

test('the halt and ruin look at the account, not at an instrument', () => {
  const rules = { halt: { type: 'max-drawdown-halt', drawdown: 0.1 } }
  const down = [at(60), at(50), at(25), at(25), at(25)]
  const played = play({
    instruments: [
      { rows: a, intents: [1] },
      { rows: down, intents: [1] },
    ],
    sizer: half,
    rules,
  })
  // Bar 2: A +500, B −2,500: 8,000 of 10,000. Both leave at the opens of bar 3.
  expect(played.trades).toMatchObject([
    { instrument: 0, exitBar: 3, exitPrice: 120, reason: 'halt' },
    { instrument: 1, exitBar: 3, exitPrice: 25, reason: 'halt' },
  ])
  nears(played.dailyEquity, [10_000, 10_000, 8000, 8500, 8500])
  near(played.maxDrawdownBars, 0.2)
})

test('a reversal of one and an entry of another share what the reduction frees', () => {
  const played = play({
    instruments: [
      { rows: b, intents: [0, 0, 1] },
      { rows: a, intents: [1, 1, -1] },
    ],
    sizer: half,
  })
  // A holds 50 from bar 1 and sells them at 120: 11,000 in cash. Then B takes 5,500 at 40, then A 5,500 short at 120.
  expect(played.fills).toBe(4)
  near(played.openQuantity, 5500 / 40 - 5500 / 120)
  near(played.dailyEquity[4], 11_000 + (5500 / 40) * 20 - (5500 / 120) * 10)
})
