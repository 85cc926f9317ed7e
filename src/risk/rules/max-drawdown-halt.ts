/**
 * Maximum-drawdown halt: the first close with that much drawdown from peak equity ends trading; positions close at the next open.
 *
 * Params: drawdown — fraction of peak equity, 0 < drawdown < 1
 */
import { z } from 'zod'
import type { RiskRuleDefinition } from '../contract.ts'

const schema = z.strictObject({ drawdown: z.number().gt(0).lt(1).describe('fraction of peak equity') })

export const maxDrawdownHalt: RiskRuleDefinition = {
  schema,
  bind(params) {
    return { haltDrawdown: schema.parse(params).drawdown }
  },
}
