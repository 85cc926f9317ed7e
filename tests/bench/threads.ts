/** Two threads against one: the farm's own pool from dataset to files, and beside it the fused loop on plain worker threads. */
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { runSweepToDisk } from '../../src/cli/sweep-run.ts'
import { synthesiseBars } from '../../src/cli/synthesise-bars.ts'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import { builtInRegistries } from '../../src/config/registries.ts'
import { readTrials } from '../../src/io/trials-file.ts'
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { inScratchFolder } from './scratch-folder.ts'
import { GRIDS, type SmaGrid, smaSweep } from './sma-sweep.ts'

export interface DiskSweep {
  readonly grid: SmaGrid
  readonly bars: number
}

const BARS = 100_000
const FUSED_PASSES = 50

/** W1 with a grid of 100,000 trials. Time: the stage `compute`, which starts the pool, evaluates, commits and compacts. */
export async function threads({ rounds, quick }: BenchSettings): Promise<BenchResult> {
  const sweep: DiskSweep = { grid: quick ? GRIDS.standard : GRIDS.huge, bars: BARS }
  const turns = quick ? 1 : Math.min(rounds, 2)
  return inScratchFolder(async (folder) => {
    await writeMinutes(folder, sweep.bars)
    const ms = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY }
    let last = await timedSweep(folder, sweep, 1, 'first')
    for (let turn = 0; turn < turns; turn++) {
      if (turn > 0) last = await timedSweep(folder, sweep, 1, `one-${turn}`)
      ms.one = Math.min(ms.one, last.ms)
      last = await timedSweep(folder, sweep, 2, `two-${turn}`)
      ms.two = Math.min(ms.two, last.ms)
    }
    const fused = await fusedThreads(quick ? 1 : FUSED_PASSES, quick ? 1 : Math.min(rounds, 3))
    const { one, two } = ms
    return {
      trials: last.trials,
      bars: sweep.bars,
      tradesPerTrial: last.trades,
      ms: two,
      measured: one / two,
      note: `one thread ${seconds(one)}, two ${seconds(two)}, files included; the fused loop on two threads: ${(fused.one / fused.two).toFixed(3)} times one (${seconds(fused.one)}, ${seconds(fused.two)})`,
    }
  })
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

/** The dataset that the benchmarks' configs name. */
export async function writeMinutes(folder: string, bars: number): Promise<void> {
  await synthesiseBars({
    root: join(folder, 'datasets'),
    dataset: 'synthetic',
    symbol: 'SYN',
    interval: '1m',
    bars,
    sigma: 0.0008,
    drift: 0,
    seed: 42,
    fromMs: Date.UTC(2024, 0, 1),
    price: 100,
    replace: false,
  })
}

/** Runs a sweep into a results folder of its own. */
export async function timedSweep(
  folder: string,
  { grid }: DiskSweep,
  threadCount: number,
  results: string,
): Promise<{ readonly ms: number; readonly trials: number; readonly trades: number }> {
  const { clock, run, summary } = await runSweepToDisk({
    config: parseConfigTree(smaSweep(grid)),
    registries: builtInRegistries,
    datasets: join(folder, 'datasets'),
    results: join(folder, results),
    threads: threadCount,
  })
  if (summary.failed + summary.quarantined > 0) throw new Error(`${summary.failed} trials failed`)
  return { ms: clock.stages.find(({ stage }) => stage === 'compute')!.ms, ...(await tradesOfRun(run)) }
}

/** Rows of a complete run, and their mean of the metric `trades`. */
export async function tradesOfRun(run: string): Promise<{ readonly trials: number; readonly trades: number }> {
  let [trials, trades] = [0, 0]
  for await (const { rows, metrics } of readTrials(run)) {
    trials += rows
    trades += metrics.find(({ name }) => name === 'trades')!.values.reduce((sum, value) => sum + value, 0)
  }
  return { trials, trades: trades / trials }
}

/** Least times of the standard grid, `passes` times over, on one and on two threads that take trials from one counter. */
async function fusedThreads(passes: number, rounds: number): Promise<{ readonly one: number; readonly two: number }> {
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const workers = [0, 1].map(
    () => new Worker(new URL('fused-worker.ts', import.meta.url), { workerData: { bars: BARS, passes, counter } }),
  )
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  const timed = async (team: readonly Worker[]): Promise<number> => {
    counter[0] = 0
    const start = performance.now()
    await Promise.all(
      team.map((worker) => {
        const done = once(worker, 'message')
        worker.postMessage('run')
        return done
      }),
    )
    return performance.now() - start
  }
  const least = { one: Number.POSITIVE_INFINITY, two: Number.POSITIVE_INFINITY }
  await timed(workers)
  for (let round = 0; round < rounds; round++) {
    least.one = Math.min(least.one, await timed(workers.slice(0, 1)))
    least.two = Math.min(least.two, await timed(workers))
  }
  await Promise.all(workers.map((worker) => worker.terminate()))
  return least
}
