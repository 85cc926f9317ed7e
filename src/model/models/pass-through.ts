/**
 * One column as the score, unchanged.
 *
 * Params: input — a column
 */
import { z } from 'zod'
import type { ModelDefinition } from '../contract.ts'

const schema = z.strictObject({ input: z.string().describe('the column that is the score') })

export const passThrough: ModelDefinition = {
  schema,
  bind(params) {
    const { input } = schema.parse(params)
    return { inputs: [input], signs: [1], form: 'first', score: (x) => x[0]! }
  },
}
