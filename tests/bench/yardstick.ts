/**
 * The C programs of the yardstick on the same bars, in turn with ours, one thread each. They are not part of the repository; `--yardstick DIR`
 * names a folder in which they are built. Their figure leaves out indicators and, unlike ours, computes eight numbers a trial.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Market } from '../../src/domain/market.ts'
import type { BenchEntry, BenchResult, BenchSettings } from './bench-result.ts'
import { chunksOf, tradesPerTrial } from './measure.ts'
import { farmContender, openSweep } from './opened-sweep.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { minuteMarket } from './synthetic-market.ts'
import { w2Parts } from './w2.ts'

const BARS = 100_000
const CHUNK = 250
const FILE = `m1_${BARS}.f64`

interface Work {
  readonly config: unknown
  /** Second argument of the program. */
  readonly grid: string
  /** Third: the ways it knows for this work. */
  readonly ways: readonly string[]
}

const W1_WAYS = ['dense', 'tuned', 'avx512', 'sparse2']
const WORKS: Readonly<Record<string, Work>> = {
  standard: { config: smaSweep(GRIDS.standard), grid: '1k', ways: W1_WAYS },
  'slow-windows': { config: smaSweep(GRIDS.slowWindows), grid: 'lo', ways: W1_WAYS },
  'fast-windows': { config: smaSweep(GRIDS.fastWindows), grid: 'hi', ways: W1_WAYS },
  w2: { config: smaSweep(GRIDS.standard, w2Parts('all')), grid: '1k', ways: ['w2dense', 'w2seg'] },
}

export const yardstickEntries: readonly BenchEntry[] = Object.entries(WORKS).map(([name, work]) => ({
  name: `yardstick:${name}`,
  run: (settings) => against(work, settings),
}))

/** Measured: our time over that of the plain dense program; the others are in the note. */
function against({ config, grid, ways }: Work, { yardstick, rounds }: BenchSettings): BenchResult {
  if (yardstick === undefined || !existsSync(join(yardstick, 'main')) || !existsSync(join(yardstick, FILE)))
    throw new Error(`--yardstick must name a folder with the built program main and ${FILE}`)
  const sweep = openSweep(yardstickMarket(yardstick), config)
  const farm = farmContender(sweep)
  const chunks = chunksOf(sweep.space.count, CHUNK)
  let ours = Number.POSITIVE_INFINITY
  const theirs = ways.map(() => Number.POSITIVE_INFINITY)
  for (let round = -1; round < rounds; round++) {
    const start = performance.now()
    for (const { from, to } of chunks) farm.run(from, to)
    const ms = performance.now() - start
    if (round >= 0 && ms < ours) ours = ms
    ways.forEach((way, n) => {
      theirs[n] = Math.min(theirs[n]!, nsPerBar(yardstick, grid, way))
    })
  }
  const { count } = sweep.space
  const nsOurs = (ours * 1e6) / count / BARS
  const ratios = ways.map((way, n) => `${way} ${theirs[n]!.toFixed(2)} ns (ratio ${(nsOurs / theirs[n]!).toFixed(3)})`)
  return {
    trials: count,
    bars: BARS,
    tradesPerTrial: tradesPerTrial(farm, chunks),
    ms: ours,
    measured: nsOurs / theirs[0]!,
    note: `C: ${ratios.join(' · ')}`,
  }
}

function nsPerBar(folder: string, grid: string, way: string): number {
  const { stdout, status } = spawnSync(join(folder, 'main'), [join(folder, FILE), grid, way, '1'], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`${way} of the yardstick ended with ${status}`)
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { readonly ns_per_bar: number }).ns_per_bar
}

/** open[n] high[n] low[n] close[n] volume[n], little-endian f64. */
function yardstickMarket(folder: string): Market {
  const file = readFileSync(join(folder, FILE))
  const column = (k: number): Float64Array =>
    Float64Array.from({ length: BARS }, (_, i) => file.readDoubleLE((k * BARS + i) * 8))
  return minuteMarket({ open: column(0), high: column(1), low: column(2), close: column(3) })
}
