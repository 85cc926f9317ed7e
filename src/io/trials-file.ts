/** Reads trials.parquet back as batches of rows, one row group at a time. */
import { join } from 'node:path'
import type { ResultBatch } from '../domain/result-batch.ts'
import { batchesFromArrow } from './result-columns.ts'
import { readRowGroups, resultFileHeader, TRIALS_FILE } from './result-store.ts'

/** In plan order, without returns. Errors: E_RESULT_FILE, E_PARQUET_FOOTER, E_STORE_IO. */
export async function* readTrials(run: string): AsyncGenerator<ResultBatch> {
  const path = join(run, TRIALS_FILE)
  const { layout } = resultFileHeader(path)
  let from = 0
  for await (const table of readRowGroups(path)) {
    for (const batch of batchesFromArrow(table, layout, from)) {
      from += batch.rows
      yield batch
    }
  }
}
