/** B04. */
import { expect, it } from 'vitest'
import { requireBars } from '../../src/data/enough-bars.ts'
import type { Market } from '../../src/domain/market.ts'

const market = (bars: number): Market => ({ t: new Float64Array(bars) }) as Market

it('wants one bar more than the warm-up', () => {
  expect(() => requireBars(market(201), 200, 'dataset btc-1h')).not.toThrow()
  expect(() => requireBars(market(200), 200, 'dataset btc-1h')).toThrow(
    expect.objectContaining({
      code: 'E_DATASET_TOO_SHORT',
      message: 'dataset btc-1h is too short: need ≥201 bars (warm-up of 200, and one to trade on), have 200',
    }),
  )
  expect(() => requireBars(market(1), 0, 'x')).not.toThrow()
})
