/** Trades, equity and orders of a sweep's best trials, computed once more with everything recorded: the sweep itself keeps only metrics and returns. */
import { join } from 'node:path'
import type { Registries } from '../config/registries.ts'
import type { RankingSpec } from '../domain/run-spec.ts'
import type { Table } from '../domain/table.ts'
import { LocalFarm } from '../engine/local-farm.ts'
import { type RecordedRun, recordedRun } from '../engine/recorded-run.ts'
import { equityTable, ordersTable, tradesTable } from '../engine/run-tables.ts'
import { TableFile } from '../io/table-file.ts'
import { readTrials } from '../io/trials-file.ts'
import { Leaderboard, type RankedRow } from '../reporting/leaderboard.ts'
import type { SweepOutcome } from './sweep-run.ts'

const TABLES = {
  'trades.parquet': ({ trades }: RecordedRun): Table => tradesTable(trades),
  'equity.parquet': ({ equity }: RecordedRun): Table => equityTable(equity),
  'orders.parquet': ({ bookings }: RecordedRun): Table => ordersTable(bookings),
} as const

/**
 * Writes trades.parquet, equity.parquet and orders.parquet of the best `count` trials, best first, each row with its `trialId`, into the
 * run's folder. Trials that failed have none. Memory: one trial. Cost: one backtest a trial.
 *
 * @param rows the best trials by the run's ranking; when there are fewer than `count`, more are looked up
 * Errors: E_STORE_*; E_MEMORY_BUDGET.
 */
export async function writeDetails(
  outcome: SweepOutcome,
  rows: readonly RankedRow[],
  count: number,
  registries: Registries,
): Promise<void> {
  if (count === 0) return
  const { config, market, space, source, firstTrial } = outcome.prepared
  const best = await bestRows(outcome.run, rows, Math.min(count, space.count), config.ranking)
  const farm = new LocalFarm(market, (ordinals) => source.spec(ordinals), registries, {
    axes: space.axes,
    base: firstTrial,
  })
  const files = Object.entries(TABLES).map(([name, of]) => ({ of, file: new TableFile(join(outcome.run, name)) }))
  try {
    const ordinals = new Int32Array(space.axes.length)
    for (const { index, trialId } of best) {
      space.decode(index, ordinals)
      const recorded = recordedRun(farm, undefined, ordinals)
      for (const { of, file } of files) await file.write(withTrialId(of(recorded), trialId))
    }
    for (const { file } of files) await file.finish()
  } catch (error) {
    for (const { file } of files) await file.abandon()
    throw error
  }
}

async function bestRows(
  run: string,
  rows: readonly RankedRow[],
  count: number,
  ranking: RankingSpec,
): Promise<readonly RankedRow[]> {
  if (rows.length >= count) return ran(rows.slice(0, count))
  const board = new Leaderboard({ ...ranking, top: count })
  for await (const batch of readTrials(run)) board.add(batch)
  return ran(board.rows())
}

const ran = (rows: readonly RankedRow[]): readonly RankedRow[] =>
  rows.filter(({ status }) => status === 'ok' || status === 'ruined')

function withTrialId({ rows, columns }: Table, trialId: string): Table {
  const ids = new Array<string>(rows).fill(trialId)
  return { rows, columns: [{ name: 'trialId', kind: 'text', values: ids }, ...columns] }
}
