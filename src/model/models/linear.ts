/**
 * Weighted sum: bias + Σ weights[k] × inputs[k], added in the order given.
 *
 * Params: inputs — 1 … 32 columns; weights — one finite number each; bias — finite, default 0
 * Cost:   one score column a distinct set of columns, computed when first needed
 */
import { z } from 'zod'
import type { ModelDefinition } from '../contract.ts'

const schema = z
  .strictObject({
    inputs: z.array(z.string()).min(1).max(32).describe('columns'),
    weights: z.array(z.number()).min(1).describe('one weight for each input'),
    bias: z.number().default(0).describe('added first'),
  })
  .refine((p) => p.inputs.length === p.weights.length, { path: ['weights'], error: 'needs one weight for each input' })

export const linear: ModelDefinition = {
  schema,
  bind(params) {
    const { inputs, weights, bias } = schema.parse(params)
    const signs = weights.map((weight) => (weight > 0 ? 1 : weight < 0 ? -1 : 0) as 1 | -1 | 0)
    const score = (x: ArrayLike<number>): number => {
      let sum = bias
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * x[k]!
      return sum
    }
    return { inputs, signs, form: 'general', score }
  },
}
