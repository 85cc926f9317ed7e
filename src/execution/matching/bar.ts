/**
 * Matching against bars. A market order fills at the next open (or this close); a stop at the worse of its level and the open, plus
 * slippage; a limit at the better of its level and the open, as maker.
 *
 * Params: path — what a bar that touches stop and take-profit did first: `stop-first`, `worst-case` (the same while every exit is a stop or
 *         a target), `open-high-low-close` or `open-low-high-close` · limitFill — `touch` or `through` · maxParticipation — fraction of the
 *         bar's volume, > 0 (1: all of it); no cap where the source has no volume · fillAt — `nextOpen` or `sameClose`
 */
import { z } from 'zod'
import { type Definition, type Matching, PATHS } from '../contract.ts'

const schema = z.strictObject({
  path: z.enum(PATHS).default('stop-first').describe('order of prices inside a bar that touches stop and take-profit'),
  limitFill: z.enum(['touch', 'through']).default('touch').describe('whether touching a limit fills it'),
  maxParticipation: z.number().gt(0).lte(1).default(1).describe("largest share of a bar's volume that is filled"),
  fillAt: z.enum(['nextOpen', 'sameClose']).default('nextOpen').describe('where a market order fills'),
})

export const bar: Definition<Matching> = {
  schema,
  bind(params) {
    const { path, limitFill, maxParticipation, fillAt } = schema.parse(params)
    return {
      stopFirst: (side) =>
        path === 'open-high-low-close' ? side < 0 : path === 'open-low-high-close' ? side > 0 : true,
      throughLimit: limitFill === 'through',
      maxParticipation,
      fillAt,
    }
  },
}
