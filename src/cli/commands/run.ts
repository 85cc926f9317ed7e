/** `quantfarm run CONFIG`: one backtest of the config's base values with all its details. */
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { planIdentity } from '../../config/plan-identity.ts'
import type { Registries } from '../../config/registries.ts'
import { formatTime } from '../../core/time.ts'
import { historicalData } from '../../data/historical-data.ts'
import type { Market } from '../../domain/market.ts'
import type { RunConfig } from '../../domain/run-spec.ts'
import type { ObservedBar } from '../../engine/observe.ts'
import { makeFolder } from '../../io/atomic-file.ts'
import { loadMarket } from '../../io/dataset-reader.ts'
import { openDebugLog } from '../../io/debug-log.ts'
import { engineHash } from '../../io/engine-hash.ts'
import { storeError } from '../../io/store-error.ts'
import { formatNumber } from '../../reporting/format-number.ts'
import { summaryBlock } from '../../reporting/summary-block.ts'
import { runOneBacktest } from '../backtest-run.ts'
import { barStages, barText } from '../bar-trace.ts'
import { readConfigFile } from '../config-file.ts'
import { EXIT } from '../exit-code.ts'
import { openPlugins, requireStrategyUse } from '../open-plugins.ts'
import { wholeNumber } from '../option-values.ts'
import { writeRunFiles } from '../run-files.ts'
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
  const market = await clock.timed('data', () =>
    loadMarket(options.datasets, config.data, 'all history', historicalData),
  )
  const identity = identityOf(config, market, opened.pluginHash, registries)
  const periodsPerYear = config.data.periodsPerYear ?? market.periodsPerYear
  const trace = openTrace(options, config.account.currency)
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

interface Trace {
  onBar(bar: ObservedBar, firstActingBar: number): void
  timers(clock: StageClock): void
  close(): void
}

/** Undefined: nobody looks. --pretty, --bars and --log ask for a trace as --debug does. */
function openTrace({ debug, pretty, bars, log }: RunOptions, currency: string): Trace | undefined {
  if (!debug && !pretty && bars === undefined && log === undefined) return undefined
  const wanted = (bar: number, start: number): boolean => bars === undefined || (bar >= start && bar < start + bars)
  if (pretty) {
    const file = log === undefined ? 2 : openLog(log)
    return {
      onBar: (bar, start) => void (wanted(bar.bar, start) && writeSync(file, `${barText(bar, currency)}\n`)),
      timers: (clock) => void writeSync(file, `timers  ${clock.describe()}\n\n`),
      close: () => void (log !== undefined && closeSync(file)),
    }
  }
  const lines = openDebugLog(log ?? 2)
  return {
    onBar(bar, start) {
      if (!wanted(bar.bar, start)) return
      for (const { stage, fields } of barStages(bar)) lines.write(stage, fields)
    },
    timers: (clock) =>
      lines.write('timers', { ms: Object.fromEntries(clock.stages.map(({ stage, ms }) => [stage, ms])) }),
    close: () => lines.close(),
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw storeError(error, 'open', path)
  }
}
