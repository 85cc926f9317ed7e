/** No slippage: market orders fill at the reference price. No parameters. */
import { z } from 'zod'
import type { Definition, Slippage } from '../contract.ts'

const schema = z.strictObject({})

export const none: Definition<Slippage> = {
  schema,
  bind(params) {
    schema.parse(params)
    return { price: (reference) => reference }
  },
}
