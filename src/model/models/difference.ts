/**
 * Difference of two columns: inputs[0] − inputs[1], in their unit.
 *
 * Params: inputs — two columns
 * Cost:   none by itself: the scan kernel subtracts in place
 */
import { z } from 'zod'
import type { ModelDefinition } from '../contract.ts'

const schema = z.strictObject({
  inputs: z.tuple([z.string(), z.string()]).describe('two columns; the score is the first minus the second'),
})

export const difference: ModelDefinition = {
  schema,
  bind(params) {
    const { inputs } = schema.parse(params)
    return { inputs, signs: [1, -1], form: 'first-minus-second', score: (x) => x[0]! - x[1]! }
  },
}
