/**
 * A fixed amount of money, scaled by the intent.
 *
 * Params: notional — account currency, > 0 · sizeAt — `fill`: units from the fill price; `decision`: from the close
 */
import { z } from 'zod'
import { type SizerDefinition, TARGET } from '../contract.ts'

const schema = z.strictObject({
  notional: z.number().gt(0).describe('value of the position, account currency'),
  sizeAt: z.enum(['fill', 'decision']).default('fill').describe('when the quantity is fixed'),
})

export const fixedNotional: SizerDefinition = {
  schema,
  bind(params) {
    const { notional, sizeAt } = schema.parse(params)
    if (sizeAt === 'fill') return { inputs: [], kind: TARGET.notional, target: (intent) => intent * notional }
    return {
      inputs: [],
      kind: TARGET.quantity,
      target: (intent, _equity, price, unitValue) => (intent * notional) / (price * unitValue),
    }
  },
}
