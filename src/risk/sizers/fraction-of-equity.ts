/**
 * A fraction of account equity, in full at 1.
 *
 * Params: fraction — of equity, 0 < fraction ≤ 1 · sizeAt — `fill`: resolved at the fill price after slippage and fee; `decision`: at the close
 */
import { z } from 'zod'
import { type SizerDefinition, TARGET } from '../contract.ts'

const schema = z.strictObject({
  fraction: z.number().gt(0).lte(1).default(1).describe('fraction of equity put into the position'),
  sizeAt: z.enum(['fill', 'decision']).default('fill').describe('when the quantity is fixed'),
})

export const fractionOfEquity: SizerDefinition = {
  schema,
  bind(params) {
    const { fraction, sizeAt } = schema.parse(params)
    if (sizeAt === 'fill') return { inputs: [], kind: TARGET.fraction, target: (intent) => intent * fraction }
    return {
      inputs: [],
      kind: TARGET.quantity,
      target: (intent, equity, price, unitValue) => (intent * fraction * equity) / (price * unitValue),
    }
  },
}
