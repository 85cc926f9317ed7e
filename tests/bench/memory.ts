/** Memory: a large sweep through the farm, and many trials on one thread. */
import { availableParallelism } from 'node:os'
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { tradesOf } from './measure.ts'
import { farmContender, openSweep } from './opened-sweep.ts'
import { inScratchFolder } from './scratch-folder.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'
import { type DiskSweep, seconds, timedSweep, writeMinutes } from './threads.ts'

const MEGABYTE = 1e6
const CHUNK = 100

/** 10,000 trials × 500,000 bars from dataset to files on all cores; measured: peak RSS of the whole process. */
export async function largeSweep({ quick }: BenchSettings): Promise<BenchResult> {
  const sweep: DiskSweep = { grid: quick ? GRIDS.standard : GRIDS.large, bars: 500_000 }
  return inScratchFolder(async (folder) => {
    await writeMinutes(folder, sweep.bars)
    const threads = availableParallelism()
    const { ms, trials, trades } = await timedSweep(folder, sweep, threads, 'results')
    const peakGb = (process.resourceUsage().maxRSS * 1_024) / 1e9
    const note = `${seconds(ms)} on ${threads} threads, files included`
    return { trials, bars: sweep.bars, tradesPerTrial: trades, ms, measured: peakGb, note }
  })
}

/** W1 trials one after another on one thread; measured: how much RSS grows from 1,000 trials to 10,000. */
export function flatMemory({ quick }: BenchSettings): BenchResult {
  const sweep = openSweep(syntheticMarket(100_000), smaSweep(quick ? GRIDS.standard : GRIDS.large))
  const farm = farmContender(sweep)
  const { count } = sweep.space
  const few = count / 10
  let [ms, trades, early] = [0, 0, 0]
  for (let from = 0; from < count; from += CHUNK) {
    const start = performance.now()
    const rows = farm.run(from, from + CHUNK)
    ms += performance.now() - start
    trades += tradesOf(rows)
    if (from + CHUNK === few) early = settledRss()
  }
  const late = settledRss()
  const note = `RSS ${early.toFixed(1)} MB after ${few} trials, ${late.toFixed(1)} MB after ${count}`
  return { trials: count, bars: 100_000, tradesPerTrial: trades / count, ms, measured: late - early, note }
}

/** MB, after collections. */
function settledRss(): number {
  for (let n = 0; n < 3; n++) globalThis.gc?.()
  return process.memoryUsage().rss / MEGABYTE
}
