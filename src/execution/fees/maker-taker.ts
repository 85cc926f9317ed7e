/**
 * Fees as fractions of notional: one for orders that take liquidity (market, stop), one for those that make it (resting limits).
 *
 * Params: makerBps, takerBps — basis points, −100 ≤ maker ≤ 10,000 (negative: a rebate), 0 ≤ taker ≤ 10,000
 */
import { z } from 'zod'
import type { Definition, Fees } from '../contract.ts'

const schema = z.strictObject({
  makerBps: z.number().gte(-100).lte(10_000).describe('basis points of notional, negative: a rebate'),
  takerBps: z.number().gte(0).lte(10_000).describe('basis points of notional'),
})

export const makerTaker: Definition<Fees> = {
  schema,
  bind(params) {
    const { makerBps, takerBps } = schema.parse(params)
    return { makerRate: makerBps / 10_000, takerRate: takerBps / 10_000 }
  },
}
