/** The ledger: every event of the accounting vectors, and its law over random events. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import {
  applyFill,
  applyFunding,
  type Fill,
  Ledger,
  Position,
  resetLedger,
  unrealized,
} from '../../src/portfolio/ledger.ts'

interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

type Event =
  | { type: 'fill'; side: 1 | -1; qty: string; price: string; ref?: string; fee?: string; feeRate?: string }
  | { type: 'funding'; price: string; rate: string }
  | { type: 'mark'; price: string }

interface Case {
  readonly name: string
  readonly startCash: string
  readonly multiplier?: string
  readonly dust?: string
  readonly events: readonly Event[]
  readonly expected: readonly Readonly<Record<string, number | null>>[]
}

const file = JSON.parse(readFileSync(new URL('../vectors/accounting.json', import.meta.url), 'utf8')) as {
  tolerance: Tolerance
  cases: Case[]
}

const isNear = (got: number, expected: number, { relative, absolute }: Tolerance): boolean =>
  Math.abs(got - expected) <= Math.max(absolute, relative * Math.abs(expected))

/** What the vectors call the parts of an event. */
function book(ledger: Ledger, position: Position, event: Event): Record<string, number> {
  if (event.type === 'mark') return {}
  const price = Number(event.price)
  if (event.type === 'funding') return { funding: applyFunding(ledger, position, price, Number(event.rate)) }
  const size = Number(event.qty)
  const fee =
    event.fee === undefined ? size * position.multiplier * price * Number(event.feeRate ?? 0) : Number(event.fee)
  const before = ledger.slippage
  applyFill(ledger, position, { quantity: event.side * size, price, fee, reference: Number(event.ref ?? event.price) })
  return {
    fee,
    slippage: ledger.slippage - before,
    realized: ledger.realizedByFill,
    closedQty: ledger.closedQuantity,
    openedQty: ledger.openedQuantity,
    feeClosing: ledger.closingFee,
    feeOpening: fee - ledger.closingFee,
  }
}

/** Both sides of the law of equity, and the account in the words of the vectors. */
function stateOf(ledger: Ledger, position: Position, start: number, mark: number): Record<string, number | null> {
  const walletBalance = start + ledger.realized - ledger.fees - ledger.funding
  const equity = ledger.cash + position.units * position.multiplier * mark
  return {
    position: position.units,
    averageEntry: position.units === 0 ? null : position.averagePrice,
    realizedGross: ledger.realized,
    unrealized: unrealized(position, mark),
    feesTotal: ledger.fees,
    fundingTotal: ledger.funding,
    slippageTotal: ledger.slippage,
    walletBalance,
    cash: ledger.cash,
    equity,
    equityWithoutCosts: equity + ledger.fees + ledger.slippage + ledger.funding,
  }
}

describe('accounting.json', () => {
  it.each(file.cases)('$name', ({ startCash, multiplier = '1', dust = '0', events, expected }) => {
    const start = Number(startCash)
    const ledger = new Ledger(start, Number(dust))
    const position = new Position(Number(multiplier))
    expect(events.length).toBe(expected.length)
    events.forEach((event, n) => {
      const booked = book(ledger, position, event)
      const state = stateOf(ledger, position, start, Number(event.price))
      expect(
        isNear(state.walletBalance! + state.unrealized!, state.equity!, file.tolerance),
        `event ${n}: the law`,
      ).toBe(true)
      const got: Record<string, number | null> = { ...booked, ...state }
      for (const [field, value] of Object.entries(expected[n]!)) {
        const equal = value === null ? got[field] === null : isNear(got[field] ?? Number.NaN, value, file.tolerance)
        expect(equal, `event ${n}, ${field}: ${got[field]}, expected ${value}`).toBe(true)
      }
    })
  })
})

const anyFill = fc.record({
  kind: fc.constant('fill' as const),
  quantity: fc.oneof(
    fc.double({ min: -50, max: 50, noNaN: true }).filter((units) => Math.abs(units) > 1e-3),
    fc.integer({ min: -5, max: 5 }).filter((units) => units !== 0),
  ),
  price: fc.double({ min: 0.5, max: 500, noNaN: true }),
  fee: fc.double({ min: -1, max: 3, noNaN: true }),
  reference: fc.double({ min: 0.5, max: 500, noNaN: true }),
})
/** Closes what is held, so that spells end and quantities come from sums. */
const anyExit = fc.record({ kind: fc.constant('exit' as const), price: fc.double({ min: 0.5, max: 500, noNaN: true }) })
const anyFunding = fc.record({
  kind: fc.constant('funding' as const),
  price: fc.double({ min: 0.5, max: 500, noNaN: true }),
  rate: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
})

test('equity = cash + Σ position × multiplier × mark = start + realised + unrealised − fees − funding, whatever the events', () => {
  const events = fc.array(fc.oneof({ weight: 5, arbitrary: anyFill }, anyExit, anyFunding), { maxLength: 40 })
  const multiplier = fc.constantFrom(1, 0.1, 50)
  fc.assert(
    fc.property(fc.array(fc.tuple(multiplier, events), { minLength: 1, maxLength: 3 }), (lanes) => {
      const start = 10_000
      const ledger = new Ledger(start)
      const positions = lanes.map(([unit]) => new Position(unit))
      const marks = lanes.map(() => 100)
      // What the ledger keeps, added up here without it.
      const sums = { flow: 0, fees: 0, traded: 0, slippage: 0, funding: 0, gross: 1 }
      const longest = Math.max(...lanes.map(([, list]) => list.length))
      for (let n = 0; n < longest; n++) {
        lanes.forEach(([unit, list], k) => {
          const event = list[n]
          if (event === undefined) return
          const position = positions[k]!
          marks[k] = event.price
          if (event.kind === 'funding') {
            const due = position.units * unit * event.price * event.rate
            expect(applyFunding(ledger, position, event.price, event.rate)).toBeCloseTo(due, 9)
            sums.funding += due
          } else {
            if (event.kind === 'exit' && position.units === 0) return
            const fill: Fill =
              event.kind === 'fill'
                ? event
                : { quantity: -position.units, price: event.price, fee: 0, reference: event.price }
            const held = position.units
            applyFill(ledger, position, fill)
            expect(ledger.closedQuantity + ledger.openedQuantity).toBeCloseTo(Math.abs(fill.quantity), 9)
            expect(ledger.closedQuantity).toBeLessThanOrEqual(Math.abs(held))
            if (event.kind === 'exit') expect(Object.is(position.units, 0)).toBe(true)
            const notional = fill.quantity * unit * fill.price
            sums.flow += notional
            sums.fees += fill.fee
            sums.traded += Math.abs(notional)
            sums.slippage += fill.quantity * unit * (fill.price - fill.reference)
          }
          sums.gross += Math.abs(position.units * unit * event.price) + Math.abs(sums.flow)
          const worth = positions.reduce((sum, held, p) => sum + held.units * held.multiplier * marks[p]!, 0)
          const open = positions.reduce((sum, held, p) => sum + unrealized(held, marks[p]!), 0)
          const near = 1e-11 * (start + sums.gross)
          const equity = ledger.cash + worth
          expect(
            Math.abs(equity - (start + ledger.realized + open - ledger.fees - ledger.funding)),
          ).toBeLessThanOrEqual(near)
          expect(Math.abs(ledger.cash - (start - sums.flow - sums.fees - sums.funding))).toBeLessThanOrEqual(near)
          expect(ledger.fees).toBeCloseTo(sums.fees, 6)
          expect(ledger.slippage / (1 + sums.traded)).toBeCloseTo(sums.slippage / (1 + sums.traded), 9)
          expect(ledger.tradedNotional / (1 + sums.traded)).toBeCloseTo(sums.traded / (1 + sums.traded), 9)
        })
      }
    }),
    { numRuns: 300 },
  )
})

describe('corners', () => {
  const filled = (position: Position, fills: readonly [quantity: number, price: number, fee?: number][], dust = 0) => {
    const ledger = new Ledger(1000, dust)
    for (const [quantity, price, fee = 0] of fills)
      applyFill(ledger, position, { quantity, price, fee, reference: price })
    return ledger
  }

  it('a fill through zero closes everything, opens the rest at its own price and shares the fee by quantity', () => {
    const position = new Position(10)
    // Short 3 at 100, then buys 5 at 90 with a fee of 1: closes 3 for 3 × 10 × 10 = 300, opens 2, closing fee 3/5.
    const ledger = filled(position, [
      [-3, 100],
      [5, 90, 1],
    ])
    expect(position).toMatchObject({ units: 2, averagePrice: 90 })
    expect(ledger).toMatchObject({ realizedByFill: 300, closedQuantity: 3, openedQuantity: 2, closingFee: 0.6 })
    // 1000 + 3 × 10 × 100 − 5 × 10 × 90 − 1
    expect(ledger.cash).toBe(-501)
  })

  it('a position within the dust of zero is +0; without dust it stays', () => {
    const sum: [number, number][] = [
      [0.1, 100],
      [0.2, 100],
      [-0.3, 100],
    ]
    const dusty = new Position(1)
    filled(dusty, sum, 1e-12)
    expect(Object.is(dusty.units, 0)).toBe(true)
    const exact = new Position(1)
    filled(exact, sum)
    expect(exact.units).toBeGreaterThan(0)
    // A short that closes is +0, not −0.
    const short = new Position(1)
    filled(short, [
      [-2, 100],
      [2, 100],
    ])
    expect(Object.is(short.units, 0)).toBe(true)
  })

  it('a position opened anew forgets the old average', () => {
    const position = new Position(1)
    filled(position, [
      [1, 100],
      [-1, 150],
      [4, 20],
    ])
    expect(position).toMatchObject({ units: 4, averagePrice: 20 })
  })

  it('a rebate is a negative fee: cash rises by it', () => {
    const ledger = filled(new Position(1), [[2, 100, -0.5]])
    expect(ledger).toMatchObject({ cash: 800.5, fees: -0.5 })
  })

  it('a reset leaves nothing of the trial before', () => {
    const ledger = filled(new Position(1), [[2, 100, 1]])
    resetLedger(ledger, 50)
    expect(ledger).toMatchObject({ cash: 50, realized: 0, fees: 0, funding: 0, slippage: 0, tradedNotional: 0 })
  })
})
