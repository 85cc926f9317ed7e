/**
 * Threshold with hysteresis: separate entry and exit levels for long and short, on the score's unit.
 *
 * Params: sides — long, short or both · enterLong ≥ exitLong · enterShort ≤ exitShort · enterShort ≤ enterLong · onMissing — hold or flat
 * Rule:   long above enterLong until the score is at or below exitLong; short below enterShort until it is at or above exitShort
 * Cost:   found through zone maps; a block that cannot cross a level is never read
 */
import { z } from 'zod'
import type { Decision, DecisionDefinition, Levels } from '../contract.ts'

const schema = z
  .strictObject({
    sides: z.enum(['long', 'short', 'both']).default('long').describe('which sides may be taken'),
    enterLong: z.number().default(0).describe('go long when the score is above this'),
    exitLong: z.number().optional().describe('leave a long when the score is at or below this; default: enterLong'),
    enterShort: z.number().optional().describe('go short when the score is below this; default: -enterLong'),
    exitShort: z.number().optional().describe('leave a short when the score is at or above this; default: enterShort'),
    onMissing: z.enum(['hold', 'flat']).default('hold').describe('what a missing score does to the position'),
  })
  .transform((p) => {
    const enterShort = p.enterShort ?? 0 - p.enterLong
    return { ...p, enterShort, exitLong: p.exitLong ?? p.enterLong, exitShort: p.exitShort ?? enterShort }
  })
  .superRefine((p, context) => {
    const rule = (holds: boolean, path: string, message: string) => {
      if (!holds) context.addIssue({ code: 'custom', path: [path], message })
    }
    if (p.sides !== 'short') rule(p.exitLong <= p.enterLong, 'exitLong', `must not be above enterLong (${p.enterLong})`)
    if (p.sides !== 'long')
      rule(p.exitShort >= p.enterShort, 'exitShort', `must not be below enterShort (${p.enterShort})`)
    if (p.sides === 'both')
      rule(p.enterShort <= p.enterLong, 'enterShort', `must not be above enterLong (${p.enterLong})`)
  })

export const threshold: DecisionDefinition = {
  schema,
  bind(params) {
    const { sides, enterLong, exitLong, enterShort, exitShort, onMissing } = schema.parse(params)
    return hysteresis({
      enterLong: sides === 'short' ? Infinity : enterLong,
      exitLong: sides === 'short' ? Infinity : exitLong,
      enterShort: sides === 'long' ? -Infinity : enterShort,
      exitShort: sides === 'long' ? -Infinity : exitShort,
      onMissing,
    })
  },
}

/** The decision that follows levels; its kernel is the plain reference of the fast form. */
function hysteresis(levels: Levels): Decision {
  const { enterLong, exitLong, enterShort, exitShort } = levels
  const hold = levels.onMissing === 'hold'
  return {
    inputs: 'score',
    scope: 'instrument',
    needsPosition: false,
    levels,
    kernel() {
      let state = 0
      return {
        advance([score], intents, begin, end) {
          for (let i = begin; i < end; i++) {
            const s = score![i]!
            if (Number.isNaN(s)) state = hold ? state : 0
            else if (s > enterLong) state = 1
            else if (s < enterShort) state = -1
            else if (state === 1) state = s <= exitLong ? 0 : 1
            else if (state === -1) state = s >= exitShort ? 0 : -1
            intents[i] = state
          }
        },
      }
    },
  }
}
