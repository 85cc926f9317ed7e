/**
 * Crossover: acts when the score crosses a level, not while it stands beyond it.
 *
 * Params: sides — long, short or both · level — on the score's unit · onMissing — hold or flat
 * Rule:   up-cross (last score ≤ level, now above): long (or out of a short when only short is allowed); down-cross (last score ≥ level,
 *         now below): short (or out of a long). The score before is the last one that is not missing; the first one only starts the watch.
 */
import { z } from 'zod'
import type { DecisionDefinition } from '../contract.ts'

const schema = z.strictObject({
  sides: z.enum(['long', 'short', 'both']).default('long').describe('which sides may be taken'),
  level: z.number().default(0).describe('the level that is crossed'),
  onMissing: z.enum(['hold', 'flat']).default('hold').describe('what a missing score does to the position'),
})

export const crossover: DecisionDefinition = {
  schema,
  bind(params) {
    const { sides, level, onMissing } = schema.parse(params)
    const up = sides === 'short' ? 0 : 1
    const down = sides === 'long' ? 0 : -1
    return {
      inputs: 'score',
      scope: 'instrument',
      needsPosition: false,
      levels: null,
      kernel() {
        let state = 0
        let last = Number.NaN
        return {
          advance([score], intents, begin, end) {
            for (let i = begin; i < end; i++) {
              const s = score![i]!
              if (Number.isNaN(s)) {
                if (onMissing === 'flat') state = 0
              } else {
                if (last <= level && s > level) state = up
                else if (last >= level && s < level) state = down
                last = s
              }
              intents[i] = state
            }
          },
        }
      },
    }
  },
}
