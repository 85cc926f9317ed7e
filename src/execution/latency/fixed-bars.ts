/**
 * Orders reach the market a fixed number of bars late.
 *
 * Params: bars — integer, 0 ≤ bars ≤ 10,000
 */
import { z } from 'zod'
import type { Definition, Latency } from '../contract.ts'

const schema = z.strictObject({ bars: z.int().gte(0).lte(10_000).describe('bars between decision and arrival') })

export const fixedBars: Definition<Latency> = {
  schema,
  bind(params) {
    return { bars: schema.parse(params).bars }
  },
}
