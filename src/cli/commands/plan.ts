/** `quantfarm plan CONFIG`: how many trials, columns, how much memory, disk and time, before anything is started. */
import { availableParallelism } from 'node:os'
import { Command } from 'commander'
import { mean, median, quantile } from 'simple-statistics'
import { LocalFarm } from '../../engine/local-farm.ts'
import { layoutSlab, marketShape } from '../../engine/slab.ts'
import { formatDuration, formatNumber } from '../../reporting/format-number.ts'
import { aligned } from '../aligned.ts'
import { readConfigFile } from '../config-file.ts'
import { openPlugins, requireStrategyUse } from '../open-plugins.ts'
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
      const opened = await openPlugins(options)
      const { registries, pluginHash } = opened
      const config = readConfigFile(path, registries, options)
      requireStrategyUse(opened, config)
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
      const cost = sampleCost(prepared, farm)
      process.stdout.write(`${describe(prepared, cost, options.threads ?? availableParallelism())}\n`)
    })
}

interface TrialCost {
  /** Microseconds a trial: half of the sample takes at most the median, nine tenths at most p90. */
  readonly median: number
  readonly p90: number
  readonly mean: number
}

/** From trials spread over the plan; a first round only warms the engine up. */
function sampleCost({ space }: PreparedSweep, farm: LocalFarm): TrialCost {
  const ordinals = new Int32Array(space.axes.length)
  const trials = Math.min(SAMPLE, space.count)
  const runAll = () =>
    Array.from({ length: trials }, (_, n) => {
      space.decode(Math.floor((n * space.count) / trials), ordinals)
      const start = performance.now()
      farm.run(ordinals)
      return (performance.now() - start) * 1000
    })
  runAll()
  const costs = runAll()
  return { median: median(costs), p90: quantile(costs, 0.9), mean: mean(costs) }
}

function describe({ config, market, space, identity }: PreparedSweep, cost: TrialCost, threads: number): string {
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
    ['a trial', `${formatNumber(cost.median / 1000)} ms (nine of ten within ${formatNumber(cost.p90 / 1000)} ms)`],
    ['time', `about ${formatDuration((space.count * cost.mean) / 1000 / threads)} on ${threads} threads`],
    ['a column', `${formatNumber(slab.slotBytes / 1e6)} MB`],
    ['disk', `at most ${formatNumber((space.count * bytesPerTrial) / 1e6)} MB`],
  ]
  return aligned(['run', `${config.name}-${identity.planHash.slice(0, 8)}`], rows)
}
