/** L4: a decision turns scores into an intent in [−1, 1]: +1 fully long, 0 flat, −1 fully short. */
import type { z } from 'zod'

/** State kept between calls; consecutive ranges, any split gives the same bits. Intents are finite, in [−1, 1]. */
export interface DecisionKernel {
  advance(inputs: readonly Float64Array[], intents: Float64Array, begin: number, end: number): void
}

/**
 * Levels of a hysteresis over one score, which the scan kernel finds through zone maps (the fast form of a decision):
 * flat → long when score > enterLong; long → flat when score ≤ exitLong, straight to short when score < enterShort; flat → short when
 * score < enterShort; short → flat when score ≥ exitShort, straight to long when score > enterLong. A side that is off enters at ±∞.
 */
export interface Levels {
  readonly enterLong: number
  readonly exitLong: number
  readonly enterShort: number
  readonly exitShort: number
  /** What a NaN score does: keep the state, or go flat. */
  readonly onMissing: 'hold' | 'flat'
}

export interface Decision {
  /** `score`: reads the model's score; otherwise the columns named here (then the model's score is not computed). */
  readonly inputs: 'score' | readonly string[]
  /** Decides one instrument, or ranks all of them at one time. */
  readonly scope: 'instrument' | 'universe'
  /** Runs in the account plane with an event every bar. */
  readonly needsPosition: boolean
  /** The fast form, where there is one; must give the intents of the kernel (conformance suite). */
  readonly levels: Levels | null
  kernel(): DecisionKernel
}

export interface DecisionDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): Decision
}
