/** Plug-ins that only tests have, beside everything registered. */
import { z } from 'zod'
import { builtInRegistries, type Registries, withPlugins } from '../../src/config/registries.ts'
import type { DecisionDefinition } from '../../src/decision/contract.ts'
import type { FeatureDefinition } from '../../src/features/contract.ts'

const holesSchema = z.strictObject({
  input: z.string().default('close').describe('column'),
  every: z.int().gte(1).describe('bars from one hole to the next, on average'),
  length: z.int().gte(1).describe('bars in a hole'),
})

/** A column with holes: runs of NaN at places that a hash of the bar's count gives. */
const holes: FeatureDefinition = {
  schema: holesSchema,
  bind(params) {
    const { input, every, length } = holesSchema.parse(params)
    return {
      inputs: [input],
      outputs: ['holes'],
      warmup: [0],
      lookback: 0,
      kernel() {
        let count = 0
        let left = 0
        return {
          advance([x], [out], begin, end) {
            for (let i = begin; i < end; i++) {
              if (left === 0 && (Math.imul(++count, 2_654_435_761) >>> 8) % every === 0) left = length
              out![i] = left > 0 ? Number.NaN : x![i]!
              if (left > 0) left--
            }
          },
        }
      },
    }
  },
}

const stepsSchema = z.strictObject({
  column: z.string().describe('column'),
  scale: z.number().gt(0).describe('value that is a full step'),
})

/** Intents in quarters, in proportion to a column: what a decision with more than three states gives. */
const steps: DecisionDefinition = {
  schema: stepsSchema,
  bind(params) {
    const { column, scale } = stepsSchema.parse(params)
    return {
      inputs: [column],
      scope: 'instrument',
      needsPosition: false,
      levels: null,
      kernel: () => ({
        advance([x], intents, begin, end) {
          for (let i = begin; i < end; i++) {
            const quarters = Math.round(x![i]! / scale) / 4
            intents[i] = quarters > 1 ? 1 : quarters < -1 ? -1 : Number.isNaN(quarters) ? 0 : quarters + 0
          }
        },
      }),
    }
  },
}

export const testRegistries: Registries = withPlugins(builtInRegistries, { features: { holes }, decisions: { steps } })
