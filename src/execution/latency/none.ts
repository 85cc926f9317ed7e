/** No latency: an order decided at a close can fill at the next open. No parameters. */
import { z } from 'zod'
import type { Definition, Latency } from '../contract.ts'

const schema = z.strictObject({})

export const none: Definition<Latency> = {
  schema,
  bind(params) {
    schema.parse(params)
    return { bars: 0 }
  },
}
