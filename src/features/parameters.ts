/** Parameter schemas that the features share, so that the same parameter has the same rule and the same words everywhere. */
import { z } from 'zod'

/** A number of bars, least … 10,000,000 (19 years of minutes; a window's memory grows with it). Add `.default` before `.describe`. */
export const barCount = (least: 1 | 2) => z.int().min(least).max(10_000_000)

/** The one column that a feature reads. */
export const inputColumn = z
  .string()
  .min(1)
  .default('close')
  .describe('What is read: a bar column (open, high, low, close, volume), a feature by its name, or NAME.output')
