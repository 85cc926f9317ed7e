/** What a finished sweep shows: the best K beside buy-and-hold, a heat map of two axes, table.csv. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Registries } from '../config/registries.ts'
import type { RankingSpec } from '../domain/run-spec.ts'
import { readTrials } from '../io/trials-file.ts'
import { batchColumns, csvHeader, csvRows } from '../reporting/csv.ts'
import { type HeatAxis, HeatMap } from '../reporting/heat-map.ts'
import { Leaderboard, type RankedRow } from '../reporting/leaderboard.ts'
import { terminalTable } from '../reporting/terminal-table.ts'
import type { SweepOutcome } from './sweep-run.ts'

export interface SweepReport {
  /** Best first. */
  readonly rows: readonly RankedRow[]
  /** Table and heat map for the terminal. */
  readonly text: string
}

export interface ReportLook {
  readonly width: number
  readonly colour: boolean
}

/** Reads trials.parquet once, writes table.csv beside it. Memory: a row group and the best K. */
export async function sweepReport(
  outcome: SweepOutcome,
  ranking: RankingSpec,
  registries: Registries,
  { width, colour }: ReportLook,
): Promise<SweepReport> {
  const { config, space } = outcome.prepared
  const board = new Leaderboard(ranking)
  const metric = registries.metrics[ranking.by]!
  const axes: readonly HeatAxis[] = space.axes.map(({ name, values }) => ({
    name,
    cells: values.map(({ cell }) => cell),
  }))
  const [across, down] = [...axes].filter(({ cells }) => cells.length > 1)
  const map = across && new HeatMap({ metric, order: ranking.order, across, down: down ?? null, width, colour })
  const csv = openSync(join(outcome.run, 'table.csv'), 'w')
  try {
    let first = true
    for await (const batch of readTrials(outcome.run)) {
      const columns = batchColumns(batch)
      if (first) writeSync(csv, csvHeader(columns))
      first = false
      writeSync(csv, csvRows(columns, batch.rows))
      board.add(batch)
      map?.add(batch)
    }
  } finally {
    closeSync(csv)
  }
  const rows = board.rows()
  const table = terminalTable(rows, {
    ranking,
    trials: space.count,
    benchmark: { label: 'buy and hold', metrics: outcome.benchmark.metrics },
    currency: config.account.currency,
    width,
    colour,
  })
  return { rows, text: map ? `${table}\n${map.render()}` : table }
}
