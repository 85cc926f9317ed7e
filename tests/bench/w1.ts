/** W1: two moving averages, long or flat, all-in, one thread, every metric. */
import { againstFused } from './against-fused.ts'
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { fusedW1 } from './fused-w1.ts'
import { fusedW1Dense } from './fused-w1-dense.ts'
import { fusedW1Unrolled } from './fused-w1-unrolled.ts'
import { openSweep } from './opened-sweep.ts'
import { otherShapeRuns } from './other-shapes.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const BARS = 100_000
const CHUNK = 250
/** Of each other shape, enough for V8 to compile it in full. */
const OTHER_TRIALS = 40
const FORMS = { 'the one-pass loop': fusedW1, 'the dense loop': fusedW1Dense }
const TUNED = { 'the unrolled walks': fusedW1Unrolled }

export function w1(
  variant: 'standard' | 'slowWindows' | 'fastWindows',
  settings: BenchSettings,
  market = syntheticMarket(BARS),
): BenchResult {
  return againstFused(openSweep(market, smaSweep(GRIDS[variant])), FORMS, TUNED, CHUNK, settings)
}

/** The standard grid in a process in which six pipelines of other shapes have run. */
export function w1AfterOtherShapes(settings: BenchSettings): BenchResult {
  const market = syntheticMarket(BARS)
  for (const run of otherShapeRuns(market)) run(OTHER_TRIALS)
  return w1('standard', settings, market)
}
