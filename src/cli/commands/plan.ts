/** `quantfarm plan CONFIG`: how many trials, columns, how much memory, disk and time, before anything is started. */
import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { LocalFarm } from '../../engine/local-farm.ts'
import { layoutSlab, marketShape } from '../../engine/slab.ts'
import { formatDuration, formatNumber } from '../../reporting/format-number.ts'
import { aligned } from '../aligned.ts'
import { readConfigFile } from '../config-file.ts'
import { openPlugins } from '../open-plugins.ts'
import { wholeNumber } from '../option-values.ts'
import { type PreparedSweep, prepareSweep } from '../prepared-sweep.ts'
import { StageClock } from '../stage-clock.ts'

interface PlanOptions {
  readonly datasets: string
  readonly threads?: number
  readonly sample?: number
  readonly maxCombos?: number
  readonly strategy?: string
  readonly plugins?: string
}

const SAMPLE = 40

export function planCommand(): Command {
  return new Command('plan')
    .description('count the trials of a config and estimate memory, disk and time from a sample')
    .argument('<config>', 'YAML or JSON')
    .option('--datasets <dir>', 'folder of the datasets', 'datasets')
    .option('--threads <n>', 'worker threads (default: all cores)', wholeNumber(1, 1_024))
    .option('--sample <n>', 'plan a seeded sample of the grid', wholeNumber(1))
    .option('--max-combos <n>', 'refuse a plan with more trials', wholeNumber(1))
    .option('--strategy <file>', 'module whose default export is the strategy')
    .option('--plugins <dir>', 'folder of plug-in modules')
    .option('--debug', 'stacks of errors')
    .action(async (path: string, options: PlanOptions) => {
      const { registries, pluginHash } = await openPlugins(options)
      const config = readConfigFile(path, registries, options)
      const clock = new StageClock()
      const prepared = await prepareSweep(
        config,
        registries,
        options.datasets,
        options.maxCombos ?? 1e9,
        pluginHash,
        clock,
      )
      const farm = new LocalFarm(prepared.market, (ordinals) => prepared.source.spec(ordinals), registries, {
        axes: prepared.space.axes,
        base: prepared.firstTrial,
      })
      const usPerTrial = sampleCost(prepared, farm)
      process.stdout.write(`${describe(prepared, usPerTrial, options.threads ?? availableParallelism())}\n`)
    })
}

/** Microseconds a trial, from trials spread over the plan; the first few only warm the engine up. */
function sampleCost({ space }: PreparedSweep, farm: LocalFarm): number {
  const ordinals = new Int32Array(space.axes.length)
  const trials = Math.min(SAMPLE, space.count)
  const runAll = () => {
    for (let n = 0; n < trials; n++) {
      space.decode(Math.floor((n * space.count) / trials), ordinals)
      farm.run(ordinals)
    }
  }
  runAll()
  const start = performance.now()
  runAll()
  return ((performance.now() - start) * 1000) / trials
}

function describe({ config, market, space, identity }: PreparedSweep, usPerTrial: number, threads: number): string {
  const days = market.dayEnds.length
  const slab = layoutSlab({ ...marketShape(market, threads), slots: 1 })
  const bytesPerTrial = 8 * (days + 80)
  const rows: [string, string][] = [
    ['trials', `${formatNumber(space.count, 'count')} of ${formatNumber(space.rawCount, 'count')} combinations`],
    ...space.axes.map(({ name, plane, values }): [string, string] => [
      `axis ${name}`,
      `${values.length} values, ${plane} plane`,
    ]),
    ['bars', `${formatNumber(market.t.length, 'bars')} in ${formatNumber(days, 'days')} days`],
    ['a trial', `${formatNumber(usPerTrial / 1000)} ms`],
    ['time', `about ${formatDuration((space.count * usPerTrial) / 1000 / threads)} on ${threads} threads`],
    ['a column', `${formatNumber(slab.slotBytes / 1e6)} MB`],
    ['disk', `at most ${formatNumber((space.count * bytesPerTrial) / 1e6)} MB`],
  ]
  return aligned(['run', `${config.name}-${identity.planHash.slice(0, 8)}`], rows)
}
