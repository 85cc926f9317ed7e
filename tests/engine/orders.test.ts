/** Working orders where it is easy to get them wrong: what the volume cap leaves of a way out, on either side. */
import { describe, expect, test } from 'vitest'
import { at, play } from './scenario.ts'

describe.each([
  ['long', 1],
  ['short', -1],
])('what the volume cap leaves of a %s exit', (_name, side) => {
  test('goes at the next opens, and nothing is rejected', () => {
    // 10 units in at bar 1 (volume 20, half of it ours); the way out from bar 3 finds room for 4, 0 and 6.
    const played = play({
      rows: [at(10, 20), at(10, 20), at(10, 20), at(10, 8), at(10, 0), at(10, 20), at(10, 20)],
      intents: [side, side, 0],
      sizer: { type: 'fixed-quantity', quantity: 10 },
      matching: { maxParticipation: 0.5 },
    })
    expect(played).toMatchObject({ openQuantity: 0, rejectedOrders: 0, fills: 3, orders: 2, barsInPosition: 4 })
    expect(played.trades).toMatchObject([{ side, entryBar: 1, exitBar: 5, quantity: 10, reason: 'signal' }])
  })

  test('of a reversal is finished before the other side opens', () => {
    // Out of 10 at bars 3 (4) and 4 (6); bar 4 has room for 4 more, the other side's last 6 come at bar 5.
    const played = play({
      rows: [at(10, 20), at(10, 20), at(10, 20), at(10, 8), at(10, 20), at(10, 20), at(10, 20)],
      intents: [side, side, -side],
      sizer: { type: 'fixed-quantity', quantity: 10 },
      matching: { maxParticipation: 0.5 },
    })
    expect(played).toMatchObject({ openQuantity: -side * 10, rejectedOrders: 0, fills: 5 })
    expect(played.trades).toMatchObject([{ side, entryBar: 1, exitBar: 4, quantity: 10 }])
  })
})
