/** L2: features. A feature turns bar columns or other features into named columns; it never sees the account. */
import type { z } from 'zod'

/**
 * A range kernel with state kept between calls. `advance` is called with consecutive ranges [begin, end) that cover [0, n) in order; any
 * split gives the same bits, so live (a call per bar) and batch share the code. It reads inputs and its own outputs only in
 * [begin − lookback, end), writes outputs only in [begin, end), never throws and does not allocate per bar.
 * An index only says where a bar lies: a caller with a bounded window may move its last `lookback` bars to the front of its arrays
 * and go on behind them. So a kernel counts bars by itself.
 * A caller with many bars hands them over in tiles of `TILE_BARS`: V8 optimises what is called often better than one long call.
 */
export interface RangeKernel {
  advance(inputs: readonly Float64Array[], outputs: readonly Float64Array[], begin: number, end: number): void
}

/**
 * A feature with its parameters bound.
 * NaN rule: an output is NaN until its `warmup` bars after the first bar whose inputs are all finite, finite from there on (NaN on a bar
 * where its formula divides by zero); an input that is missing restarts the kernel, as if the series began after it. Missing is NaN and
 * whatever is no measurement: infinities and magnitudes from 1e150 on, whose squares overflow (`isMissing`).
 */
export interface Feature {
  /** Bar columns (`close`), features of the same strategy (`fast`) or one of their outputs (`bands.upper`). */
  readonly inputs: readonly string[]
  /** Output names; the first is the one meant by the feature's bare name. */
  readonly outputs: readonly string[]
  /** For each output the index of its first value when the inputs are finite from index 0. */
  readonly warmup: readonly number[]
  /** How many bars before `begin` a kernel may read. */
  readonly lookback: number
  /** A kernel with fresh state. */
  kernel(): RangeKernel
}

/** One registry entry. The schema is strict and describes every parameter; `bind` parses untyped parameters with it (throws ZodError). */
export interface FeatureDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): Feature
}

/** Whether an input value counts as missing and restarts a kernel. */
export function isMissing(value: number): boolean {
  return !(Math.abs(value) < 1e150)
}

/** Bars a call when there are many; measured: sma 4 ns a bar in tiles, 4 to 10 in one call over 500,000 bars, by the luck of the run. */
export const TILE_BARS = 8_192
