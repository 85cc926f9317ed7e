/**
 * Time stop: closes at the open after a number of bars in the position.
 *
 * Params: bars — integer ≥ 1, counted on the clock from the bar of the last fill that increased the position
 */
import { z } from 'zod'
import { EXIT_REASONS } from '../../domain/outcome.ts'
import type { RiskRuleDefinition } from '../contract.ts'

const REASON = EXIT_REASONS.indexOf('time-stop')
const schema = z.strictObject({ bars: z.int().gte(1).describe('bars in the position') })

export const timeStop: RiskRuleDefinition = {
  schema,
  bind(params) {
    const { bars } = schema.parse(params)
    return { arm: ({ entryBar }, orders) => orders.closeAt(entryBar + bars, REASON) }
  },
}
