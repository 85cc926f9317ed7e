/** W1: two moving averages, long or flat, all-in, one thread, every metric. */
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { fusedContender } from './fused-trial.ts'
import { fusedW1 } from './fused-w1.ts'
import { agreement, chunksOf, interleaved, tradesPerTrial } from './measure.ts'
import { farmContender, openSweep } from './opened-sweep.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const BARS = 100_000
const CHUNK = 250

export function w1(variant: 'standard' | 'slowWindows' | 'fastWindows', { rounds }: BenchSettings): BenchResult {
  const sweep = openSweep(syntheticMarket(BARS), smaSweep(GRIDS[variant]))
  const farm = farmContender(sweep)
  const fused = fusedContender(sweep, 'fused', fusedW1)
  const chunks = chunksOf(sweep.space.count, CHUNK)
  const agrees = agreement(farm, fused, chunks)
  const [ours, theirs] = interleaved([farm, fused], chunks, rounds)
  return {
    trials: sweep.space.count,
    bars: BARS,
    tradesPerTrial: tradesPerTrial(farm, chunks),
    ms: ours!.ms,
    fusedMs: theirs!.ms,
    agreement: agrees,
  }
}
