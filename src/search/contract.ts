/** Search: which trials of a space run, and in which batches. A method never sees how trials are run. */
import type { z } from 'zod'
import type { RandomStream } from '../core/seeded-streams.ts'
import type { ParameterSpace } from '../domain/axis.ts'

/** Trials to run, in ascending order of their index in the space. */
export interface TrialBatch {
  readonly count: number
  /** Index in the space of the batch's i-th trial, 0 ≤ i < count. */
  indexAt(i: number): number
}

/** What one finished trial left for the method. */
export interface Observation {
  readonly index: number
  /** The ranking metric; null when undefined or when the trial failed. */
  readonly value: number | null
}

export interface SearchMethod {
  /** True: one batch, known before anything ran; that batch is the plan. False: each batch depends on the history. */
  readonly fixed: boolean
  /**
   * The next batch, or null when the search is done. A pure function of its arguments, so that a search resumes from its history.
   * @param history every trial asked for so far, in the order of the asking
   * @param random the run's stream for this batch
   */
  next(space: ParameterSpace, history: readonly Observation[], random: RandomStream): TrialBatch | null
}

/** One registry entry. `bind` parses untyped parameters with the strict schema (throws ZodError). */
export interface SearchMethodDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): SearchMethod
}
