/** One market order for the whole target at the first chance. No parameters. */
import { z } from 'zod'
import type { Definition, ExecutionPolicy } from '../contract.ts'

const schema = z.strictObject({})

export const market: Definition<ExecutionPolicy> = {
  schema,
  bind(params) {
    schema.parse(params)
    return { plan: (_parent, children) => children.market(1, 0) }
  },
}
