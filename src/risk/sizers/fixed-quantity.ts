/**
 * A fixed number of units, scaled by the intent.
 *
 * Params: quantity — units, > 0
 */
import { z } from 'zod'
import { type SizerDefinition, TARGET } from '../contract.ts'

const schema = z.strictObject({ quantity: z.number().gt(0).describe('units of the instrument') })

export const fixedQuantity: SizerDefinition = {
  schema,
  bind(params) {
    const { quantity } = schema.parse(params)
    return { inputs: [], kind: TARGET.quantity, target: (intent) => intent * quantity }
  },
}
