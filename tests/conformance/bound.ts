import { z } from 'zod'

const schema = z.strictObject({})

/** A definition without parameters that binds to one value: for checks that have to be red on it. */
export const boundTo = <T>(value: T): { schema: typeof schema; bind(params: unknown): T } => ({
  schema,
  bind(params) {
    schema.parse(params)
    return value
  },
})
