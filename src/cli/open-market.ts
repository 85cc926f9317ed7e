/** The market of a config: a slice of its dataset, with the signals that the config names. */
import { lineSplitter } from '../data/csv-lines.ts'
import { historicalData } from '../data/historical-data.ts'
import { type SignalRows, withSignals } from '../data/signal-join.ts'
import { signalReader } from '../data/signal-rows.ts'
import type { Market } from '../domain/market.ts'
import type { RunDataSpec } from '../domain/run-spec.ts'
import { arrowBatches } from '../io/arrow-file.ts'
import { loadMarket } from '../io/dataset-reader.ts'
import { parquetBatches } from '../io/parquet-file.ts'
import { openText, sourceKind } from '../io/source-file.ts'

/** With all history before the window as warm-up. Errors: those of loadMarket; E_SIGNAL_*, E_SOURCE_*. */
export async function openMarket(datasets: string, data: RunDataSpec): Promise<Market> {
  const market = await loadMarket(datasets, data, 'all history', historicalData)
  return data.signals === null ? market : withSignals(market, await readSignals(data.signals, market.intervalMs))
}

/** CSV (plain, gzipped, zipped), Parquet or Arrow, by the file's first bytes. */
async function readSignals(path: string, intervalMs: number): Promise<SignalRows> {
  const kind = await sourceKind(path)
  const reader = signalReader(path, intervalMs)
  if (kind === 'text') {
    const lines = lineSplitter((lineNumber, line) => reader.line(lineNumber, line))
    for await (const piece of (await openText(path)).pieces) lines.push(piece)
    lines.finish()
  } else for await (const batch of kind === 'parquet' ? parquetBatches(path) : arrowBatches(path)) reader.batch(batch)
  return reader.finish()
}
