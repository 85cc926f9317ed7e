/** Cold start of the command line, from the shell to the printed table: 1,000 trials × 100,000 bars, threads as it chooses. */
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { inScratchFolder } from './scratch-folder.ts'
import { GRIDS, smaSweep } from './sma-sweep.ts'
import { tradesOfRun, writeMinutes } from './threads.ts'

const BARS = 100_000
const BIN = fileURLToPath(new URL('../../bin/quantfarm.js', import.meta.url))

/** Time: the fastest run, everything from the start of the process to its end. Each run computes into a folder of its own. */
export async function coldStart({ quick, rounds }: BenchSettings): Promise<BenchResult> {
  return inScratchFolder(async (folder) => {
    await writeMinutes(folder, BARS)
    const config = join(folder, 'sweep.json')
    writeFileSync(config, JSON.stringify(smaSweep(GRIDS.standard)))
    const [ms, stages, summary] = Array.from({ length: quick ? 1 : rounds }, (_, n) =>
      timedCommand(config, join(folder, 'datasets'), join(folder, `results-${n}`)),
    ).reduce((least, run) => (run[0] < least[0] ? run : least))
    const inStages = [...stages.matchAll(/ ([\d.]+) ms/g)].reduce((sum, [, text]) => sum + Number(text), 0)
    const outside = `Node, modules and exit ${Math.round(ms - inStages)} ms`
    const [run] = readdirSync(join(folder, 'results-0'))
    const { trials, trades } = await tradesOfRun(join(folder, 'results-0', run!))
    return {
      trials,
      bars: BARS,
      tradesPerTrial: trades,
      ms,
      measured: ms / 1_000,
      note: `${stages} · ${outside} · ${summary}`,
    }
  })
}

type Timed = readonly [ms: number, stages: string, summary: string]

function timedCommand(config: string, datasets: string, out: string): Timed {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIN, 'sweep', config, '--datasets', datasets, '--out', out, '--top', '3', '--debug'],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  const ms = performance.now() - start
  if (status !== 0) throw new Error(`the command ended with ${status}: ${stderr}`)
  const stages = stderr.split('\n').find((line) => line.includes('compute ')) ?? ''
  const summary = stdout.split('\n').find((line) => line.includes('trials/s')) ?? ''
  return [ms, stages, summary]
}
