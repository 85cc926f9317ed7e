/** L3 registry. */
import type { ModelDefinition } from './contract.ts'
import { difference } from './models/difference.ts'
import { linear } from './models/linear.ts'
import { passThrough } from './models/pass-through.ts'

export const models = {
  difference,
  linear,
  'pass-through': passThrough,
} as const satisfies Record<string, ModelDefinition>
