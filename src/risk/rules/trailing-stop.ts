/**
 * Trailing stop: a stop that follows the best price since the fill. On a bar it uses extremes up to the bar before.
 *
 * Params: distance — fraction of the best price, 0 < distance < 1
 */
import { z } from 'zod'
import { EXIT_REASONS } from '../../domain/outcome.ts'
import type { RiskRuleDefinition } from '../contract.ts'

const REASON = EXIT_REASONS.indexOf('trailing-stop')
const schema = z.strictObject({
  distance: z.number().gt(0).lt(1).describe('fraction of the best price since the fill'),
})

export const trailingStop: RiskRuleDefinition = {
  schema,
  bind(params) {
    const { distance } = schema.parse(params)
    return { arm: (_position, orders) => orders.trail(distance, REASON) }
  },
}
