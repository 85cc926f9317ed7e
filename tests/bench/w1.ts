/** W1: two moving averages, long or flat, all-in, one thread, every metric. */
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { fusedContender } from './fused-trial.ts'
import { fusedW1 } from './fused-w1.ts'
import { fusedW1Dense } from './fused-w1-dense.ts'
import { fusedW1TwoPass } from './fused-w1-two-pass.ts'
import { agreement, type Contender, chunksOf, interleaved, otherRatios, type Span, tradesPerTrial } from './measure.ts'
import { farmContender, type OpenedSweep, openSweep } from './opened-sweep.ts'
import { otherShapeRuns } from './other-shapes.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const BARS = 100_000
const [CHUNK, QUICK_CHUNK] = [250, 25]
/** Of each other shape, enough for V8 to compile it in full. */
const OTHER_TRIALS = 40

export function w1(
  variant: 'standard' | 'slowWindows' | 'fastWindows',
  { rounds, every, quick }: BenchSettings,
  market = syntheticMarket(BARS),
): BenchResult {
  const sweep = openSweep(market, smaSweep(GRIDS[variant]))
  const farm = farmContender(sweep)
  const chunks = chunksOf(sweep.space.count, quick ? QUICK_CHUNK : CHUNK, every)
  const fused = fastestFusedW1(sweep, chunks)
  const agrees = agreement(farm, fused, chunks)
  const [ours, theirs] = interleaved([farm, fused], chunks, rounds)
  return {
    trials: chunks.reduce((sum, { from, to }) => sum + to - from, 0),
    bars: BARS,
    tradesPerTrial: tradesPerTrial(farm, chunks),
    ms: ours!.ms,
    fusedMs: theirs!.ms,
    agreement: agrees,
    note: `against ${fused.name}, the fastest of three; ${otherRatios(ours!, theirs!)}`,
  }
}

/** The standard grid in a process in which six pipelines of other shapes have run. */
export function w1AfterOtherShapes(settings: BenchSettings): BenchResult {
  const market = syntheticMarket(BARS)
  for (const run of otherShapeRuns(market)) run(OTHER_TRIALS)
  return w1('standard', settings, market)
}

/** Tries the hand-fused forms in turn on a part of the trials. */
export function fastestFusedW1(sweep: OpenedSweep, chunks: readonly Span[]): Contender {
  const forms = [
    fusedContender(sweep, 'the one-pass loop', fusedW1),
    fusedContender(sweep, 'the two-pass loop', fusedW1TwoPass),
    fusedContender(sweep, 'the dense loop', fusedW1Dense),
  ]
  const some = chunks.filter((_, n) => n % 3 === 0)
  const times = interleaved(forms, some, 3).map(({ cpuMs }) => cpuMs)
  return forms[times.indexOf(Math.min(...times))]!
}
