/** Everything goes to the first venue. No parameters. */
import { z } from 'zod'
import type { Definition, Router } from '../contract.ts'

const schema = z.strictObject({})

export const singleVenue: Definition<Router> = {
  schema,
  bind(params) {
    schema.parse(params)
    return { venue: () => 0 }
  },
}
