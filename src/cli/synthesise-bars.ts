/** `data synth`: a dataset of seeded random bars. */
import { ConfigError } from '../core/errors.ts'
import { intervalMs } from '../core/time.ts'
import { readBar } from '../data/bar-buffer.ts'
import { emptyRow } from '../data/bar-rows.ts'
import { checkName } from '../data/dataset-names.ts'
import { isOnGrid } from '../data/partitions.ts'
import { syntheticBars } from '../data/synthetic-bars.ts'
import { openDatasetWriter } from '../io/dataset-writer.ts'
import type { ImportReport } from './import-bars.ts'
import { partitionCollector } from './partition-collector.ts'
import { writeSeries } from './write-series.ts'

export interface SynthOptions {
  readonly root: string
  readonly dataset: string
  readonly symbol: string
  readonly interval: string
  readonly bars: number
  readonly sigma: number
  readonly drift: number
  readonly seed: number | string
  readonly fromMs: number
  readonly price: number
  /** Put these bars in place of what the series had. */
  readonly replace: boolean
}

/**
 * Writes the series. The same options give the same files. Errors: E_INTERVAL, E_SYNTH_OPTION, E_SYNTH_RANGE, E_DATASET_NAME,
 * E_DATASET_BUSY, E_IMPORT_CONFLICT (the series exists with other bars), E_STORE_*.
 */
export async function synthesiseBars(
  options: SynthOptions,
): Promise<Pick<ImportReport, 'bars' | 'from' | 'to' | 'written' | 'unchanged'>> {
  const { root, dataset, symbol, interval, bars: count, sigma, drift, seed, fromMs, price } = options
  checkName('dataset', dataset)
  checkName('instrument', symbol)
  const length = checkedInterval(interval)
  checkRanges(options, length)
  const bars = syntheticBars({
    bars: count,
    seed,
    sigma,
    drift,
    startMs: fromMs,
    intervalMs: length,
    price,
    name: symbol,
  })
  const writer = openDatasetWriter(root, dataset)
  try {
    const collector = partitionCollector(length, writer)
    const row = emptyRow()
    for (let i = 0; i < count; i++) collector.push(readBar(bars, i, row))
    const repairs = { of: () => ({}), timeless: {} }
    const source = `synthetic: geometric random walk, sigma ${sigma} and drift ${drift} a bar, seed ${seed}`
    return await writeSeries(
      writer,
      { collector, repairs, putAside: [], afresh: options.replace },
      {
        root,
        dataset,
        instrument: { symbol },
        interval,
        repairs: new Set(),
        replace: options.replace,
        source,
        licence: 'none needed',
      },
      length,
    )
  } finally {
    writer.close()
  }
}

/** Errors: E_INTERVAL. */
export function checkedInterval(interval: string): number {
  const length = intervalMs(interval)
  if (length !== undefined) return length
  const message = `interval ${JSON.stringify(interval)} is none`
  throw new ConfigError('E_INTERVAL', message, 'use a number and s, m, h, d or w: 1m, 5m, 1h, 1d')
}

const MOST_BARS = 50_000_000

function checkRanges({ bars, sigma, drift, price, fromMs }: SynthOptions, length: number): void {
  const refuse = (what: string, rule: string): never => {
    throw new ConfigError('E_SYNTH_OPTION', `${what} must be ${rule}`)
  }
  if (!Number.isInteger(bars) || bars < 1 || bars > MOST_BARS)
    refuse(`--bars ${bars}`, `a whole number from 1 to ${MOST_BARS}`)
  if (!(sigma >= 0 && sigma <= 0.5)) refuse(`--sigma ${sigma}`, 'from 0 to 0.5')
  if (!(Math.abs(drift) <= 0.1)) refuse(`--drift ${drift}`, 'from -0.1 to 0.1')
  if (!(price > 0 && price <= 1e12)) refuse(`--price ${price}`, 'above 0 and at most 1e12')
  if (!isOnGrid(fromMs, length)) refuse(`--from ${new Date(fromMs).toISOString()}`, 'a multiple of the interval')
}
