/**
 * Columns: signals that were computed elsewhere. A column is "on" where its value is above 0; NaN and 0 are off.
 *
 * Params: enter, exit — columns for the long side; enterShort, exitShort — for the short side, optional
 * Rule:   exits are read first, entries second, so a bar with both on reverses or stays; long before short when both enter
 */
import { z } from 'zod'
import type { DecisionDefinition } from '../contract.ts'

const schema = z
  .strictObject({
    enter: z.string().describe('column that opens a long where it is above 0'),
    exit: z.string().describe('column that closes a long where it is above 0'),
    enterShort: z.string().optional().describe('column that opens a short where it is above 0'),
    exitShort: z.string().optional().describe('column that closes a short where it is above 0'),
  })
  .refine((p) => (p.enterShort === undefined) === (p.exitShort === undefined), {
    path: ['exitShort'],
    error: 'enterShort and exitShort go together',
  })

export const columns: DecisionDefinition = {
  schema,
  bind(params) {
    const { enter, exit, enterShort, exitShort } = schema.parse(params)
    return {
      inputs:
        enterShort !== undefined && exitShort !== undefined ? [enter, exit, enterShort, exitShort] : [enter, exit],
      scope: 'instrument',
      needsPosition: false,
      levels: null,
      kernel() {
        let state = 0
        return {
          advance([long, leaveLong, short, leaveShort], intents, begin, end) {
            for (let i = begin; i < end; i++) {
              if (state === 1 && leaveLong![i]! > 0) state = 0
              else if (state === -1 && leaveShort![i]! > 0) state = 0
              if (long![i]! > 0) state = 1
              else if (short && short[i]! > 0) state = -1
              intents[i] = state
            }
          },
        }
      },
    }
  },
}
