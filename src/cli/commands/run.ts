/** `quantfarm run CONFIG`: one backtest of the config's base values with all its details. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { planIdentity } from '../../config/plan-identity.ts'
import type { Registries } from '../../config/registries.ts'
import { formatTime } from '../../core/time.ts'
import type { Market } from '../../domain/market.ts'
import type { RunConfig } from '../../domain/run-spec.ts'
import { makeFolder } from '../../io/atomic-file.ts'
import { engineHash } from '../../io/engine-hash.ts'
import { storeError } from '../../io/store-error.ts'
import { formatNumber } from '../../reporting/format-number.ts'
import { summaryBlock } from '../../reporting/summary-block.ts'
import { runOneBacktest } from '../backtest-run.ts'
import { readConfigFile } from '../config-file.ts'
import { EXIT } from '../exit-code.ts'
import { openMarket } from '../open-market.ts'
import { openPlugins, requireStrategyUse } from '../open-plugins.ts'
import { eachOf, wholeNumber } from '../option-values.ts'
import { writeRunFiles } from '../run-files.ts'
import { openTrace, type Trace } from '../run-trace.ts'
import { StageClock } from '../stage-clock.ts'

interface RunOptions {
  readonly datasets: string
  readonly out: string
  readonly from?: string
  readonly to?: string
  readonly debug?: boolean
  readonly pretty?: boolean
  readonly bars?: number
  readonly log?: string
  readonly newRun?: boolean
  readonly set?: readonly string[]
  readonly strategy?: string
  readonly plugins?: string
}

export function runCommand(): Command {
  return new Command('run')
    .description("run one backtest of the config's base values and write all its details")
    .argument('<config>', 'YAML or JSON; axes of a sweep are left out')
    .option('--out <dir>', 'folder of the results', 'results')
    .option('--datasets <dir>', 'folder of the datasets', 'datasets')
    .option('--from <time>', 'begin of the evaluation window, UTC')
    .option('--to <time>', 'end of the evaluation window, UTC')
    .option('--set <path=value>', 'a value in place of what the config says; an axis by its name', eachOf)
    .option('--new-run', 'a folder of its own, even if this backtest has one')
    .option('--debug', 'a JSON line for every bar and stage, timings, and stacks of errors')
    .option('--pretty', 'the same as text for people')
    .option('--bars <n>', 'trace only the first n bars after warm-up', wholeNumber(1))
    .option('--log <file>', 'where the trace goes (default: stderr)')
    .option('--strategy <file>', 'module whose default export is the strategy')
    .option('--plugins <dir>', 'folder of plug-in modules')
    .action(async (path: string, options: RunOptions) => {
      process.exitCode = await run(path, options)
    })
}

/** Runs the command; returns the exit code. */
async function run(path: string, options: RunOptions): Promise<number> {
  const opened = await openPlugins(options)
  const { registries } = opened
  const config = readConfigFile(path, registries, options)
  requireStrategyUse(opened, config)
  const clock = new StageClock()
  const market = await clock.timed('data', () => openMarket(options.datasets, config.data))
  const identity = identityOf(config, market, opened.pluginHash, registries)
  const periodsPerYear = config.data.periodsPerYear ?? market.periodsPerYear
  const trace = traceOf(options, config.account.currency)
  const spec = { strategy: config.strategy, account: config.account }
  const marketName = `the slice of ${config.data.dataset}`
  const task = { market, spec, registries, periodsPerYear, marketName, clock }
  try {
    const backtest = await runOneBacktest({ ...task, ...(trace && { onBar: trace.onBar }) })
    const { runId, folder } = makeRunFolder(options, config.name, identity.planHash)
    await clock.timed('files', () => writeRunFiles(folder, backtest, { runId, ...identity, config: config.name }))
    trace?.timers(clock)
    const { colour, currency } = { colour: process.stdout.isTTY === true && !process.env.NO_COLOR, ...config.account }
    const benchmark = { label: 'buy and hold', metrics: backtest.benchmark.metrics }
    process.stdout.write(
      summaryBlock(backtest.metrics, { title: titleOf(config, market), currency, benchmark, colour }),
    )
    const { status, reason } = backtest.outcome
    if (status !== 'ok') process.stdout.write(`${status}: ${reason}\n`)
    process.stdout.write(`${folder}: trades.parquet, trades.csv, equity.parquet, orders.parquet, metrics.json\n`)
    return EXIT.done
  } finally {
    trace?.close()
  }
}

function identityOf(config: RunConfig, market: Market, pluginHash: string, registries: Registries) {
  const surroundings = {
    engineHash: pluginHash === '' ? engineHash() : `${engineHash()}+${pluginHash}`,
    datasetHash: market.hash,
    calendar: config.data.calendar ?? market.calendar,
    periodsPerYear: config.data.periodsPerYear ?? market.periodsPerYear,
    declaresStream: false,
  }
  const { planHash } = planIdentity({ ...config, sweep: null }, surroundings, registries)
  return { planHash, seed: config.seed, ...surroundings }
}

/** The same backtest writes the same bytes into the same folder again; `--new-run` takes the first free `.2`, `.3`, …. */
function makeRunFolder({ out, newRun }: RunOptions, name: string, planHash: string): { runId: string; folder: string } {
  const base = `${name}-run-${planHash.slice(0, 8)}`
  let runId = base
  for (let n = 2; newRun && existsSync(join(out, runId)); n++) runId = `${base}.${n}`
  const folder = join(out, runId)
  try {
    makeFolder(folder)
  } catch (error) {
    throw storeError(error, 'make', folder)
  }
  return { runId, folder }
}

function titleOf({ name, data }: RunConfig, { t, first }: Market): string {
  const window = `${formatTime(t[first]!)} to ${formatTime(t.at(-1)!)}`
  return `${name}: ${data.instruments.join(', ')} ${data.interval}, ${window}, ${formatNumber(t.length - first, 'bars')} bars`
}

/** Undefined: nobody looks. --pretty, --bars and --log ask for a trace as --debug does. */
function traceOf({ debug, pretty, bars, log }: RunOptions, currency: string): Trace | undefined {
  if (!debug && !pretty && bars === undefined && log === undefined) return undefined
  const shown = { ...(bars !== undefined && { bars }), ...(log !== undefined && { log }) }
  return openTrace({ ...shown, pretty: pretty === true }, currency)
}
