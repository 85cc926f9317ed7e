/** One axis of a parameter space after expansion. */

/** A value on an axis. A labelled subtree (`{ label, value }` in the config) carries any JSON under its label. */
export interface AxisValue {
  /** What trials.parquet stores: a number, or text (labels, booleans as text). */
  readonly cell: number | string
  /** What is put at the axis's path. */
  readonly value: unknown
}

export interface Axis {
  /** Column of trials.parquet and name in constraints. */
  readonly name: string
  /** Path in the config: `strategy.features.fast.period`. */
  readonly at: string
  /** Signal-plane axes (features, model, decision) stand outside account-plane axes in plan order. */
  readonly plane: 'signal' | 'account'
  readonly kind: 'number' | 'text'
  readonly values: readonly AxisValue[]
}

/** The feasible combinations of axes in plan order, decoded lazily: the first axis is outermost. */
export interface ParameterSpace {
  readonly axes: readonly Axis[]
  /** Feasible combinations: the number of trials. */
  readonly count: number
  /** Product of the axes' lengths. */
  readonly rawCount: number
  /** Writes the value number on each axis of trial `index` (0 ≤ index < count). O(log) plus a scan of at most 4,096 raw combinations. */
  decode(index: number, ordinals: Int32Array): void
}
