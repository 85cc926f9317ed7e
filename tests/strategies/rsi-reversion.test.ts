import { describe, expect, it } from 'vitest'
import { rsiReversion } from '../../src/strategies/rsi-reversion.ts'
import { intentsOf } from './intents-of.ts'

describe('rsi-reversion', () => {
  const strategy = rsiReversion.bind({ period: 2, low: 20, high: 80, middle: 50 })

  it('buys weakness, leaves in the middle and sells strength', () => {
    const down = [100, 99, 98, 97]
    const up = [98, 99, 100, 101, 102]
    expect(intentsOf(strategy, [...down, ...up])).toEqual([0, 0, 1, 1, 0, 0, -1, -1, -1])
  })

  it('refuses an exit outside the entries', () => {
    expect(rsiReversion.schema.safeParse({ low: 30, high: 70, middle: 20 }).success).toBe(false)
  })
})
