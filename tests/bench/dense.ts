/** Dense mode, the reference in which every bar is an event: for the record. */
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { chunksOf, interleaved, tradesPerTrial } from './measure.ts'
import { farmContender, openSweep } from './opened-sweep.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const BARS = 100_000
const TRIALS_A_CHUNK = 10

/** W1's loop alone, without metrics, in dense and in skipping mode over the same trials. */
export function dense({ rounds, every }: BenchSettings): BenchResult {
  const sweep = openSweep(syntheticMarket(BARS), smaSweep(GRIDS.standard))
  const { backtestEngine } = sweep.farm
  const inMode = (mode: 'dense' | 'skipping') => ({
    name: mode,
    run(from: number, to: number) {
      for (let index = from; index < to; index++) backtestEngine.run(sweep.trial(index), mode)
      return { metrics: [], returns: [] }
    },
  })
  const chunks = chunksOf(sweep.space.count, TRIALS_A_CHUNK, 10 * every)
  const [whole, skipping] = interleaved([inMode('dense'), inMode('skipping')], chunks, rounds)
  return {
    trials: chunks.length * TRIALS_A_CHUNK,
    bars: BARS,
    tradesPerTrial: tradesPerTrial(farmContender(sweep), chunks),
    ms: whole!.ms,
    note: `loop and change list without metrics; skipping mode takes ${(skipping!.cpuMs / whole!.cpuMs).toFixed(3)} of it`,
  }
}
