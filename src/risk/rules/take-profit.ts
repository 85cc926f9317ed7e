/**
 * Take-profit: a limit order at a distance from the average entry price.
 *
 * Params: distance — fraction of the entry price, > 0; below 1 for shorts to be reachable
 */
import { z } from 'zod'
import { EXIT_REASONS } from '../../domain/outcome.ts'
import type { RiskRuleDefinition } from '../contract.ts'

const REASON = EXIT_REASONS.indexOf('take-profit')
const schema = z.strictObject({ distance: z.number().gt(0).describe('fraction of the entry price') })

export const takeProfit: RiskRuleDefinition = {
  schema,
  bind(params) {
    const { distance } = schema.parse(params)
    return { arm: ({ side, entryPrice }, orders) => orders.takeProfit(entryPrice * (1 + side * distance), REASON) }
  },
}
