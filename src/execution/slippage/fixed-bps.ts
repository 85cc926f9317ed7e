/**
 * A fixed cost on every market and stop order: price × (1 ± bps / 10,000), against the order's side.
 *
 * Params: bps — basis points, 0 ≤ bps ≤ 10,000
 */
import { z } from 'zod'
import type { Definition, Slippage } from '../contract.ts'

const schema = z.strictObject({ bps: z.number().gte(0).lte(10_000).describe('basis points against the order') })

export const fixedBps: Definition<Slippage> = {
  schema,
  bind(params) {
    const fraction = schema.parse(params).bps / 10_000
    return { price: (reference, side) => reference * (1 + side * fraction) }
  },
}
