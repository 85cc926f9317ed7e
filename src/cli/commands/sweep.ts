/** `quantfarm sweep CONFIG`: every trial of a space, a ranked table, the rows as Parquet. */
import { Command } from 'commander'
import type { SweepCoordinator } from '../../../jobs/coordinator.ts'
import type { SweepEvent } from '../../../jobs/progress.ts'
import type { RunConfig } from '../../domain/run-spec.ts'
import { formatDuration, formatNumber } from '../../reporting/format-number.ts'
import { readConfigFile, sweepExitCode } from '../config-file.ts'
import { EXIT } from '../exit-code.ts'
import { openPlugins, requireStrategyUse } from '../open-plugins.ts'
import { byteSize, chunkSize, duration, wholeNumber } from '../option-values.ts'
import { progressDisplay } from '../progress-line.ts'
import { writeDetails } from '../sweep-details.ts'
import { sweepReport } from '../sweep-report.ts'
import { runSweepToDisk, type SweepOutcome } from '../sweep-run.ts'

export interface SweepOptions {
  readonly threads?: number
  readonly chunkSize: number | 'auto'
  readonly memory?: number
  readonly out: string
  readonly datasets: string
  readonly sample?: number
  readonly maxCombos?: number
  readonly top?: number
  readonly rank?: string
  readonly from?: string
  readonly to?: string
  readonly timeout?: number
  readonly newRun?: boolean
  readonly strategy?: string
  readonly plugins?: string
  readonly debug?: boolean
}

export function sweepCommand(): Command {
  return new Command('sweep')
    .description('run every trial of a config, resume where a run of the same plan stopped, print the best')
    .argument('<config>', 'YAML or JSON')
    .option('--threads <n>', 'worker threads (default: all cores)', wholeNumber(1, 1_024))
    .option('--chunk-size <n>', 'trials a job, or auto', chunkSize, 'auto')
    .option('--memory <size>', 'most memory for columns, such as 2GB', byteSize)
    .option('--out <dir>', 'folder of the results', 'results')
    .option('--datasets <dir>', 'folder of the datasets', 'datasets')
    .option('--sample <n>', 'run a seeded sample of so many trials of the grid', wholeNumber(1))
    .option('--max-combos <n>', 'refuse a plan with more trials', wholeNumber(1))
    .option('--top <k>', 'rows of the table', wholeNumber(1, 10_000))
    .option('--rank <metric>', 'rank by this metric, best first; -METRIC: worst first')
    .option('--from <time>', 'begin of the window, UTC')
    .option('--to <time>', 'end of the window, UTC')
    .option('--timeout <time>', 'most time for one chunk, such as 5m', duration)
    .option('--new-run', 'a run of its own, even if the plan has one')
    .option('--strategy <file>', 'module whose default export is the strategy')
    .option('--plugins <dir>', 'folder of plug-in modules')
    .option('--debug', 'stage timings and stacks')
    .action(async (path: string, options: SweepOptions) => {
      process.exitCode = await sweep(path, options)
    })
}

/** Runs the command; returns the exit code. */
export async function sweep(path: string, options: SweepOptions): Promise<number> {
  const opened = await openPlugins(options)
  const config = readConfigFile(path, opened.registries, { ...options, ...(options.rank && { rankBy: options.rank }) })
  requireStrategyUse(opened, config)
  const display = progressDisplay(process.stderr.isTTY === true)
  let coordinator: SweepCoordinator | undefined
  const release = drainOnSignals(() => coordinator)
  let outcome: SweepOutcome
  try {
    outcome = await runSweepToDisk({
      ...opened,
      config,
      datasets: options.datasets,
      results: options.out,
      chunkSize: options.chunkSize,
      ...(options.threads !== undefined && { threads: options.threads }),
      ...(options.memory !== undefined && { memoryBytes: options.memory }),
      ...(options.maxCombos !== undefined && { maxCombos: options.maxCombos }),
      ...(options.timeout !== undefined && { timeoutMs: options.timeout }),
      ...(options.newRun !== undefined && { newRun: options.newRun }),
      onProgress: (progress) => display.show(progress),
      onEvent: (event) => process.stderr.write(`${describeEvent(event)}\n`),
      onStart: (started) => {
        coordinator = started
      },
    })
  } finally {
    display.end()
    release()
  }
  return finish(outcome, config, options, opened)
}

async function finish(
  outcome: SweepOutcome,
  config: RunConfig,
  options: SweepOptions,
  { registries }: Awaited<ReturnType<typeof openPlugins>>,
): Promise<number> {
  const { summary, clock } = outcome
  const code = sweepExitCode(summary.state, summary.failed + summary.quarantined)
  if (summary.state === 'interrupted') {
    process.stderr.write(
      `interrupted: ${summary.committed} of ${summary.planned} trials are kept; the same command resumes\n`,
    )
    return code
  }
  const look = { width: process.stdout.columns ?? 120, colour: process.stdout.isTTY === true && !process.env.NO_COLOR }
  const report = await clock.timed('report', () => sweepReport(outcome, config.ranking, registries, look))
  process.stdout.write(`${report.text}\n`)
  await clock.timed('details', () => writeDetails(outcome, report.rows, config.output.details, registries))
  process.stdout.write(`${describeSummary(outcome)}\n`)
  if (options.debug) process.stderr.write(`${clock.describe()}\n`)
  return code
}

function describeSummary({ summary, prepared, threads, run }: SweepOutcome): string {
  const { planned, failed, quarantined, duplicates, resumedFrom, ms } = summary
  const computed = planned - resumedFrom
  const bars = prepared.market.t.length - prepared.market.first
  const rate = ms > 0 ? ` · ${formatNumber(Math.round((computed / ms) * 1000), 'count')} trials/s` : ''
  const kept = resumedFrom > 0 ? ` · ${formatNumber(resumedFrom, 'count')} were there already` : ''
  const bad =
    failed + quarantined > 0
      ? ` · ${failed} failed, ${quarantined} quarantined (status and reason in trials.parquet)`
      : ''
  const twice = duplicates > 0 ? ` · ${duplicates} chunks computed twice, identical` : ''
  return [
    `${formatNumber(planned, 'count')} trials × ${formatNumber(bars, 'bars')} bars in ${formatDuration(ms)} on ${threads} thread${threads === 1 ? '' : 's'}${rate}${kept}${bad}${twice}`,
    `${run}: trials.parquet, returns.parquet, table.csv, run.json`,
  ].join('\n')
}

function describeEvent(event: SweepEvent): string {
  if (event.kind === 'damaged-shard')
    return `shard ${event.from}-${event.to} is damaged and is computed again: ${event.reason}`
  if (event.kind === 'chunk-lost')
    return `chunk ${event.from}-${event.to} took its thread with it (${event.reason}): ${event.fate}`
  if (event.kind === 'quarantined') return `trial ${event.index} is quarantined: ${event.reason}`
  if (event.kind === 'store-pause') return `waiting for the disk: ${event.message} [${event.code}]`
  return `chunk ${event.from}-${event.to} was computed twice, identical`
}

/** Ctrl-C drains, a second one gives chunks in work up; the same command resumes either way. Before anything runs it just ends. */
function drainOnSignals(started: () => SweepCoordinator | undefined): () => void {
  let asked = false
  const onSignal = () => {
    const coordinator = started()
    if (coordinator === undefined) process.exit(EXIT.interrupted)
    if (asked) return coordinator.stop()
    asked = true
    process.stderr.write('\ndraining: chunks in work are being finished; once more to stop at once\n')
    coordinator.drain()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
