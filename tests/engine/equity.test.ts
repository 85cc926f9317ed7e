/** `hold` against marking every close: the record drawdown, the days and the bar reached, over random holdings and prices. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomInt, randomStream } from '../../src/core/seeded-streams.ts'
import { Account, resetAccount } from '../../src/engine/account.ts'
import { closeSpell, equityAt, hold, markClose, recordDays } from '../../src/engine/equity.ts'
import type { Pipeline, Tape } from '../../src/engine/pipeline.ts'
import { zoned } from '../../src/engine/zone-map.ts'

const START = 100
const prices = fc.record({
  seed: fc.nat(),
  /** Prices move by whole ticks, so that extremes repeat; a small one makes slow turns over many blocks. */
  tick: fc.constantFrom(0.01, 0.25, 1, 4),
  /** How often a price differs from the one before. */
  moves: fc.constantFrom(0.02, 0.3, 1),
  /** A fall at the fifth bar, back at the tenth: a record that later blocks do not reach. */
  crash: fc.constantFrom(0, 0, 0.1, 0.3),
  /** Where prices are pulled to rises so much a bar: peak upon peak in blocks that the record rules out. */
  climb: fc.constantFrom(0, 0, 0.002, 0.02),
  /** Pulls back to the start, so that peaks and troughs of old are met again and just passed. */
  pull: fc.constantFrom(0, 0.05, 0.5),
  units: fc.constantFrom(1, 0.3, 7, -1, -0.7),
})
const cases = fc.record({
  bars: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 2, max: 300 }) }, fc.integer({ min: 300, max: 5000 })),
  instruments: fc.oneof(
    { weight: 3, arbitrary: fc.array(prices, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(prices, { minLength: 2, maxLength: 3 }) },
  ),
  /** Cash beside the positions, as a multiple of what they are worth at the start. */
  cash: fc.constantFrom(0, 0.5, 3),
  halt: fc.constantFrom(0, 0, 0.02, 0.1, 0.5),
  days: fc.constantFrom(1, 7, 24, 500),
  /** Seed of the bars at which holds are cut, and how long they are at most. */
  cuts: fc.nat(),
  longest: fc.constantFrom(3, 40, 1500, 4000),
  /** Bars that are marked one by one before the first hold. */
  marked: fc.nat({ max: 200 }),
})
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never

test('a hold leaves what marking every close leaves, wherever it is cut', () => {
  let halted = 0
  fc.assert(
    fc.property(cases, (drawn) => {
      const pipeline = pipelineOf(drawn)
      const [plain, held] = [accountOf(drawn, pipeline), accountOf(drawn, pipeline)]
      const from = Math.min(drawn.marked, drawn.bars - 1)
      const reached = mark(plain, pipeline, 0, drawn.bars)
      let at = mark(held, pipeline, 0, Math.min(from, reached))
      const random = randomStream(drawn.cuts, 'cuts', 'equity')
      while (at < drawn.bars) {
        const end = Math.min(drawn.bars, at + 1 + randomInt(random, drawn.longest))
        at = hold(held, pipeline, at, end)
        if (at === end) continue
        // It may stop too early, never too late: a step looks for itself.
        const one = mark(held, pipeline, at, at + 1)
        if (one === at) break
        at = one
      }
      closeSpell(plain)
      closeSpell(held)
      if (reached < drawn.bars) halted++
      expect(at).toBe(reached)
      expect(stateOf(held)).toEqual(stateOf(plain))
    }),
    { numRuns: 3000 },
  )
  expect(halted).toBeGreaterThan(100)
})

/** The reference. Stops at the close that halts. */
function mark(account: Account, pipeline: Pipeline, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    account.equity = equityAt(account, i)
    if (account.equity <= Math.max(account.peak, account.equity) * account.keep) return i
    markClose(account)
    account.barsInPosition++
    if (account.nextDayEnd === i) recordDays(account, pipeline, i + 1)
  }
  return end
}

const stateOf = (account: Account) => [
  account.peak,
  account.recordPeak,
  account.recordTrough,
  account.barsInPosition,
  account.day,
  account.exposureSum,
  account.equitySum,
  ...account.dailyEquity,
  ...account.dailyReturns,
]

function pipelineOf({ bars, instruments, days }: Case): Pipeline {
  const tapes = instruments.map((it, k) => {
    const random = randomStream(it.seed, `${k}`, 'prices')
    let price = START
    const close = Float64Array.from({ length: bars }, (_, i) => {
      const middle = START + i * it.climb
      if (random() < it.moves) {
        const pull = Math.sign(price - middle) * Number(random() < it.pull)
        price = Math.max(it.tick, price + (randomInt(random, 5) - 2 - pull) * it.tick)
      }
      return i >= 5 && i < 10 ? price * (1 - it.crash) : price
    })
    return { close: zoned(close), multiplier: k + 1 } as unknown as Tape
  })
  const dayEnds = Int32Array.from({ length: Math.ceil(bars / days) }, (_, day) => Math.min(bars, (day + 1) * days) - 1)
  const changes = tapes.map(() => ({ bars: new Int32Array(0), intents: new Float64Array(0), count: 0 }))
  return {
    tapes,
    changes,
    bars,
    dayEnds,
    initialCash: 1,
    haltKeep: 0,
    fundingBars: new Int32Array(0),
  } as unknown as Pipeline
}

/** Positions taken at the start price; equity at the start is the first peak. */
function accountOf({ instruments, cash, halt }: Case, pipeline: Pipeline): Account {
  const account = new Account(pipeline)
  resetAccount(account, pipeline)
  account.positions = instruments.length
  let worth = 0
  account.holdings.forEach((holding, k) => {
    holding.units = instruments[k]!.units
    worth += Math.abs(holding.units * holding.multiplier * START)
  })
  const equity = worth * (1 + cash)
  account.ledger.cash = equity
  for (const holding of account.holdings) account.ledger.cash -= holding.units * holding.multiplier * START
  account.equity = account.peak = account.trough = account.recordPeak = account.recordTrough = equity
  account.previousEquity = equity
  account.keep = halt === 0 ? 0 : 1 - halt
  return account
}
