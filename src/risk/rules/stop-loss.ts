/**
 * Stop-loss: a stop order at a distance from the average entry price.
 *
 * Params: distance — fraction of the entry price, 0 < distance < 1
 */
import { z } from 'zod'
import { EXIT_REASONS } from '../../domain/outcome.ts'
import type { RiskRuleDefinition } from '../contract.ts'

const REASON = EXIT_REASONS.indexOf('stop-loss')
const schema = z.strictObject({ distance: z.number().gt(0).lt(1).describe('fraction of the entry price') })

export const stopLoss: RiskRuleDefinition = {
  schema,
  bind(params) {
    const { distance } = schema.parse(params)
    return { arm: ({ side, entryPrice }, orders) => orders.stop(entryPrice * (1 - side * distance), REASON) }
  },
}
