/** Protective orders against bars, by hand: ten units bought (or sold short) at the open of bar 1, 100. */
import { describe, expect, test } from 'vitest'
import { at, near, play, type Row, type Scenario } from './scenario.ts'

const stop = { type: 'stop-loss', distance: 0.1 }
const target = { type: 'take-profit', distance: 0.1 }
const trail = { type: 'trailing-stop', distance: 0.1 }
const rest = [at(100), at(100)] as const

/** Long (or short) ten at 100 on bar 1; the given bars follow, then quiet ones. */
const protect = (rules: Scenario['rules'], rows: readonly Row[], more: Partial<Scenario> = {}) =>
  play({
    rows: [...rest, ...rows, at(100), at(100)],
    intents: [1],
    sizer: { type: 'fixed-quantity', quantity: 10 },
    rules: rules ?? {},
    ...more,
  })
const short = { intents: [-1] }

describe('a stop', () => {
  test('fills at its level', () => {
    const { trades } = protect({ stop }, [[95, 97, 88, 92]])
    expect(trades).toMatchObject([{ exitBar: 2, reason: 'stop-loss', exitPrice: 90, netPnl: -100 }])
    const shorts = protect({ stop }, [[105, 112, 104, 106]], short).trades
    expect(shorts).toMatchObject([{ side: -1, exitBar: 2, reason: 'stop-loss' }])
    near(shorts[0]!.exitPrice, 110)
  })

  test('fills at the open when that is worse', () => {
    expect(protect({ stop }, [[85, 97, 84, 92]]).trades).toMatchObject([{ exitPrice: 85, netPnl: -150 }])
    expect(protect({ stop }, [[115, 116, 99, 100]], short).trades).toMatchObject([{ exitPrice: 115, netPnl: -150 }])
  })

  test('that is only touched fills; one that is not does not', () => {
    expect(protect({ stop }, [[95, 97, 90, 92]]).trades).toHaveLength(1)
    expect(protect({ stop }, [[95, 97, 90.01, 92]]).trades).toHaveLength(0)
  })

  test('pays slippage on top, and the taker fee', () => {
    const costs = { slippageBps: 100, takerBps: 10, makerBps: 50 }
    // Bought at 101, so the stop stands at 90.9; sold at 90.9 × 0.99.
    const { trades } = protect({ stop }, [[95, 97, 88, 92]], costs)
    near(trades[0]!.exitPrice, 89.991)
    near(trades[0]!.fees, 10 * (101 + 89.991) * 0.001)
    near(trades[0]!.netPnl, 10 * (89.991 - 101) - 10 * (101 + 89.991) * 0.001)
    // Gap: 85 × 0.99.
    near(protect({ stop }, [[85, 97, 84, 92]], costs).trades[0]!.exitPrice, 84.15)
  })

  test('lives on the bar of its entry', () => {
    const rows = [at(100), [100, 101, 85, 95], at(95)] as const
    const { trades, barsInPosition } = protect({ stop }, [], { rows })
    expect(trades).toMatchObject([{ entryBar: 1, exitBar: 1, exitPrice: 90 }])
    expect(barsInPosition).toBe(0)
  })

  test('of an entry at the close lives from the next bar on', () => {
    const sameClose = { matching: { fillAt: 'sameClose' } }
    const rows = [[100, 101, 80, 100], at(100), [95, 95, 89, 94], at(94)] as const
    expect(protect({ stop }, [], { rows, ...sameClose }).trades).toMatchObject([{ entryBar: 0, exitBar: 2 }])
  })

  test('follows the average when the position grows', () => {
    // 5 at 100; 5 more at 110 make an average of 105 and a stop at 94.5, which 95 does not reach and 94 does.
    const rows = [at(100), at(100), at(110), [105, 106, 95, 105], [105, 106, 94, 105], at(105)] as const
    const { trades } = protect({ stop }, [], { rows, intents: [0.5, 1] })
    expect(trades).toMatchObject([{ exitBar: 4, quantity: 10 }])
    near(trades[0]!.exitPrice, 94.5)
  })

  test('the tightest of several counts', () => {
    const rules = { wide: { ...stop, distance: 0.2 }, tight: { ...stop, distance: 0.05 }, stop }
    near(protect(rules, [[99, 99, 70, 80]]).trades[0]!.exitPrice, 95)
  })
})

describe('a target', () => {
  const costs = { slippageBps: 100, takerBps: 100, makerBps: 10 }
  test('fills at its level as maker, without slippage', () => {
    const { trades } = protect({ target }, [[105, 112, 104, 106]])
    expect(trades).toMatchObject([{ exitBar: 2, reason: 'take-profit' }])
    near(trades[0]!.exitPrice, 110)
    // Bought at 101 with 1 %; the target stands at 111.1 and pays 0.1 %.
    const paid = protect({ target }, [[105, 112, 104, 106]], costs).trades[0]!
    near(paid.exitPrice, 111.1)
    near(paid.fees, 10 * (1.01 + 0.1111))
  })

  test('fills at the open when that is better', () => {
    expect(protect({ target }, [[115, 116, 100, 106]]).trades).toMatchObject([{ exitPrice: 115, netPnl: 150 }])
    expect(protect({ target }, [[85, 95, 80, 90]], short).trades).toMatchObject([{ exitPrice: 85, netPnl: 150 }])
  })

  test('earns a rebate', () => {
    const [trade] = protect({ target }, [[105, 112, 104, 106]], { makerBps: -10 }).trades
    near(trade!.fees, -10 * 110 * 0.001)
    near(trade!.netPnl, 101.1)
  })

  test('fills when touched, or only when traded through', () => {
    const touched: Row[] = [[105, 125, 104, 106]]
    const exact = { target: { ...target, distance: 0.25 } }
    expect(protect(exact, touched).trades).toMatchObject([{ exitPrice: 125 }])
    const through = { matching: { limitFill: 'through' } }
    expect(protect(exact, touched, through).trades).toHaveLength(0)
    expect(protect(exact, [[105, 126, 104, 106]], through).trades).toMatchObject([{ exitPrice: 125 }])
  })
})

describe('stop and target on one bar', () => {
  const both = { stop, target }
  const wild: Row[] = [[100, 112, 88, 100]]
  test.each([
    ['stop-first', 'stop-loss', 'stop-loss'],
    ['worst-case', 'stop-loss', 'stop-loss'],
    // Up first: a long meets its target, a short its stop.
    ['open-high-low-close', 'take-profit', 'stop-loss'],
    ['open-low-high-close', 'stop-loss', 'take-profit'],
  ])('%s: a long leaves by %s, a short by %s, and the bar counts as ambiguous', (path, long, shorted) => {
    const longs = protect(both, wild, { matching: { path } })
    expect(longs.trades).toMatchObject([{ reason: long }])
    near(longs.trades[0]!.exitPrice, long === 'stop-loss' ? 90 : 110)
    const shorts = protect(both, wild, { matching: { path }, ...short })
    expect(shorts.trades).toMatchObject([{ reason: shorted }])
    expect([longs.ambiguousBars, shorts.ambiguousBars]).toEqual([1, 1])
  })

  test('an open beyond one of them decides, and nothing is ambiguous', () => {
    for (const path of ['stop-first', 'open-high-low-close']) {
      const down = protect(both, [[85, 112, 84, 100]], { matching: { path } })
      expect(down).toMatchObject({ ambiguousBars: 0, trades: [{ reason: 'stop-loss', exitPrice: 85 }] })
      const up = protect(both, [[115, 116, 84, 100]], { matching: { path } })
      expect(up).toMatchObject({ ambiguousBars: 0, trades: [{ reason: 'take-profit', exitPrice: 115 }] })
    }
  })

  test('only one of them is no ambiguous bar', () => {
    expect(protect(both, [[100, 112, 95, 100]]).ambiguousBars).toBe(0)
  })
})

describe('a trailing stop', () => {
  test('uses extremes up to the bar before', () => {
    // Bar 2 makes 120: on bar 2 the level is still 90 (the entry's), on bar 3 it is 108.
    const { trades } = protect({ trail }, [
      [100, 120, 91, 119],
      [119, 119, 107, 110],
    ])
    expect(trades).toMatchObject([{ exitBar: 3, reason: 'trailing-stop', exitPrice: 108, netPnl: 80 }])
  })

  test('does not use a high of its own bar', () => {
    // Bar 3 runs to 140 (whose level would be 126) and back to 109: above 108, so nothing; on bar 4 126 is above the open of 112.
    const { trades } = protect({ trail }, [
      [100, 120, 91, 119],
      [119, 140, 109, 112],
      [112, 113, 111, 112],
    ])
    expect(trades).toMatchObject([{ exitBar: 4, exitPrice: 112 }])
  })

  test('starts from the entry and never goes back', () => {
    const { trades } = protect({ trail }, [
      [96, 97, 95, 96],
      [92, 93, 90, 91],
    ])
    expect(trades).toMatchObject([{ exitBar: 3, exitPrice: 90 }])
  })

  test('of a short follows the low', () => {
    const { trades } = protect(
      { trail },
      [
        [100, 109, 80, 82],
        [82, 89, 82, 88],
      ],
      short,
    )
    expect(trades).toMatchObject([{ exitBar: 3, reason: 'trailing-stop', netPnl: 120 }])
    near(trades[0]!.exitPrice, 88)
  })

  test('the nearer of fixed and trailing stop counts, under its own name', () => {
    const rules = { stop: { ...stop, distance: 0.05 }, trail }
    expect(protect(rules, [[97, 98, 94, 96]]).trades).toMatchObject([{ reason: 'stop-loss', exitPrice: 95 }])
    const risen: Row[] = [
      [100, 120, 99, 119],
      [119, 119, 90, 100],
    ]
    expect(protect(rules, risen).trades).toMatchObject([{ reason: 'trailing-stop', exitPrice: 108 }])
  })
})

describe('a time stop', () => {
  const rules = { time: { type: 'time-stop', bars: 2 } }
  test('closes at the open so many bars after the entry', () => {
    const rows: Row[] = [at(105), [111, 120, 105, 106]]
    expect(protect(rules, rows).trades).toMatchObject([
      { entryBar: 1, exitBar: 3, reason: 'time-stop', exitPrice: 111 },
    ])
  })

  test('counts from the last fill that increased the position', () => {
    const rows = [at(100), at(100), at(110), at(120), at(130), at(130)]
    expect(protect(rules, [], { rows, intents: [0.5, 1] }).trades).toMatchObject([{ exitBar: 4, exitPrice: 130 }])
  })
})

describe('after a risk exit the target stays 0', () => {
  // Stopped on bar 2 with the intent at 1; the price rises by 1 a bar after it.
  const rows = [...rest, [95, 96, 88, 92], at(101), at(102), at(103), at(104), at(105), at(106)] as const
  const rules = { stop: { ...stop, distance: 0.11 } }
  const again = (more: Partial<Scenario>) => {
    const played = protect(rules, [], { rows, ...more })
    return { fills: played.fills, equity: played.dailyEquity.at(-1)!, held: played.openQuantity }
  }
  // The loss is 10 × 11.
  test('until the intent changes', () => {
    expect(again({})).toEqual({ fills: 2, equity: 9890, held: 0 })
    // 0 on bar 4 is a change, and 1 on bar 5 another: in at bar 6, 104, worth 106.
    expect(again({ intents: [1, 1, 1, 1, 0, 1] })).toEqual({ fills: 3, equity: 9910, held: 10 })
    // Straight to short: in at bar 5, 103.
    expect(again({ intents: [1, 1, 1, 1, -1] })).toEqual({ fills: 3, equity: 9860, held: -10 })
  })

  test('for that bar only, when re-entry is immediate', () => {
    // Decided at the close of bar 2: in at bar 3, 101.
    expect(again({ reentry: 'immediate' })).toEqual({ fills: 3, equity: 9940, held: 10 })
  })

  test('for a number of bars', () => {
    // Decided on bar 2 + 3: in at bar 6, 104.
    expect(again({ reentry: { afterBars: 3 } })).toEqual({ fills: 3, equity: 9910, held: 10 })
    // A change in between comes first: in at bar 4, 102.
    expect(again({ reentry: { afterBars: 3 }, intents: [1, 1, 1, 0.5] })).toEqual({ fills: 3, equity: 9910, held: 5 })
    // Flat when the time has come: nothing.
    expect(again({ reentry: { afterBars: 3 }, intents: [1, 1, 1, 1, 0] })).toEqual({ fills: 2, equity: 9890, held: 0 })
  })
})

test('a signal and a stop on one bar: the open comes first', () => {
  // The exit decided on bar 1 fills at the open of bar 2, before its low.
  const { trades } = protect({ stop }, [[95, 97, 80, 92]], { intents: [1, 0] })
  expect(trades).toMatchObject([{ exitBar: 2, reason: 'signal', exitPrice: 95 }])
})

test('an order to the other side outlives a protective exit of the old position', () => {
  // One bar late: long from the open of bar 2; the close of bar 3 says short, for the open of bar 5; on bar 4 the stop at 95 comes first.
  const rows: Row[] = [at(100), at(100), at(100), at(100), [100, 100, 90, 92], at(91), at(91)]
  const played = play({
    rows,
    intents: [1, 1, 1, -1],
    sizer: { type: 'fixed-quantity', quantity: 10 },
    rules: { stop: { type: 'stop-loss', distance: 0.05 } },
    latencyBars: 1,
  })
  expect(played.trades.map(({ side, reason }) => [side, reason])).toEqual([[1, 'stop-loss']])
  expect(played.openQuantity).toBe(-10)
})
