import { z } from 'zod'

const RULE = 'must be a UTC date or time: 2024-01-31 or 2024-01-31T12:30:00Z'
const TIME = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z)?$/

/**
 * Text → UTC ms. A day that does not exist (2024-02-30) and a time without Z are refused: the first would silently become another day,
 * the second would depend on the machine's time zone.
 */
export const utcTime = z
  .string({ error: ({ input }) => (input === undefined ? undefined : RULE) })
  .regex(TIME, RULE)
  .transform((text, context) => {
    const ms = Date.parse(text)
    if (Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10))) return ms
    context.issues.push({ code: 'custom', message: 'names a day or time that does not exist', input: text })
    return z.NEVER
  })
