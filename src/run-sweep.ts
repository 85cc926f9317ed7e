/** The typed API's sweep: what the command `sweep` does, without a terminal. */
import type { SweepSummary } from '../jobs/finished-run.ts'
import type { SweepProgress } from '../jobs/progress.ts'
import { openPlugins } from './cli/open-plugins.ts'
import { writeDetails } from './cli/sweep-details.ts'
import { sweepReport } from './cli/sweep-report.ts'
import { runSweepToDisk } from './cli/sweep-run.ts'
import type { ConfigInput } from './config/define-sweep.ts'
import { parseConfigTree } from './config/parse-config.ts'
import type { RankedRow } from './reporting/leaderboard.ts'

export interface SweepInput {
  /** With a `sweep` block. */
  readonly config: ConfigInput
  /** Folders of datasets and of results. Default `datasets` and `results`. */
  readonly datasets?: string
  readonly results?: string
  /** Default: all cores. */
  readonly threads?: number
  readonly chunkSize?: number | 'auto'
  readonly memoryBytes?: number
  /** A plan with more trials is refused. */
  readonly maxCombos?: number
  /** A folder of its own even if the plan has one. */
  readonly newRun?: boolean
  /** Module whose default export is the strategy, and a folder of plug-in modules: every thread imports them, so they are files. */
  readonly strategy?: string
  readonly plugins?: string
  readonly onProgress?: (progress: SweepProgress) => void
}

export interface SweepResult {
  /** Folder with trials.parquet, returns.parquet, table.csv, run.json and the details that the config asks for. */
  readonly run: string
  readonly runId: string
  readonly summary: SweepSummary
  /** The best trials, best first; empty when the sweep was interrupted. */
  readonly best: readonly RankedRow[]
  /** Buy and hold: metrics by name. */
  readonly benchmark: Readonly<Record<string, number | null>>
}

/** Runs, resumes or finds complete the sweep of a config. Errors: those of config, data, plug-ins, run folder and farm. */
export async function runSweep(input: SweepInput): Promise<SweepResult> {
  const { config: written, datasets = 'datasets', results = 'results', strategy, plugins, ...options } = input
  const opened = await openPlugins({ ...(strategy && { strategy }), ...(plugins && { plugins }) })
  const { registries } = opened
  const config = parseConfigTree(written, { registries })
  const outcome = await runSweepToDisk({
    ...options,
    ...opened,
    config,
    datasets,
    results,
  })
  const { run, runId, summary, benchmark } = outcome
  if (summary.state !== 'complete') return { run, runId, summary, best: [], benchmark: benchmark.metrics }
  const { rows } = await sweepReport(outcome, config.ranking, registries, { width: 120, colour: false })
  await writeDetails(outcome, rows, config.output.details, registries)
  return { run, runId, summary, best: rows, benchmark: benchmark.metrics }
}
