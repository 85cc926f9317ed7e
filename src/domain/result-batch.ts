/** Rows of trials.parquet and returns.parquet while they travel from an evaluator to a shard. */

export interface ResultColumn<V> {
  readonly name: string
  readonly values: V
}

/** Consecutive trials [from, from + rows) of one plan, in plan order. */
export interface ResultBatch {
  readonly from: number
  readonly rows: number
  /** 32 hex digits each. */
  readonly trialId: readonly string[]
  /** `ok | ruined | failed | quarantined`. */
  readonly status: readonly string[]
  readonly reason: readonly string[]
  /** Axes in the space's order: f64 for numbers, text otherwise. */
  readonly axes: readonly ResultColumn<Float64Array | readonly string[]>[]
  /** Metrics in registry order; NaN stands for null and is stored as null. */
  readonly metrics: readonly ResultColumn<Float64Array>[]
  /** Daily returns, one array a trial; empty for failed trials. */
  readonly returns: readonly Float64Array[]
}

/** What a thread does with a range of a plan. Throws only for programmer errors: a trial that fails is a row. */
export interface ChunkEvaluator {
  /** Takes what the composition leased to the next chunk (column slots, say) before it is evaluated. */
  accept?(lease: unknown): void
  /** @param shouldStop polled between trials: true abandons the chunk (returns null). */
  evaluate(from: number, to: number, shouldStop: () => boolean, onTrial: (index: number) => void): ResultBatch | null
}
