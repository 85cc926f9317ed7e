/** L3: a model turns features into one score a bar. It is a pure function: no state, no account, no look-ahead. */
import type { z } from 'zod'

export interface Model {
  /** Columns it reads: bar columns, features, or their outputs. */
  readonly inputs: readonly string[]
  /**
   * +1 rising, −1 falling, 0 neither, for each input. When every sign is ±1, the score over a block is bounded by the score at the block's
   * corners, so whole blocks can be ruled out. Monotone means in floating point too: only + − × ÷ by constants.
   */
  readonly signs: readonly (1 | -1 | 0)[]
  /** `first − second` or the first input itself: forms that the scan kernel evaluates in place, without a score column. */
  readonly form: 'first' | 'first-minus-second' | 'general'
  /** The score of one bar from its inputs in order; NaN when undefined. */
  score(inputs: ArrayLike<number>): number
}

export interface ModelDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): Model
}
