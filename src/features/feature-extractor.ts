/**
 * L2 as one object: the named features of a strategy over the bars of one instrument, as columns and as rows with stable keys.
 * A backtest advances it over all bars at once, live bar by bar; both give the same bits.
 */
import { assert } from '../core/assert.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { DataError } from '../core/errors.ts'
import { type BarColumn, columnOf, type InstrumentBars, type TapeColumn } from '../domain/market.ts'
import type { PluginSpec } from '../domain/strategy-spec.ts'
import { type FeatureDefinition, type RangeKernel, TILE_BARS } from './contract.ts'
import { type OrderedFeature, orderFeatures, outputKeys } from './feature-order.ts'
import { features } from './registry.ts'

/** The columns of one instrument; row i of the extractor belongs to bar i. */
export type BarColumns = Pick<InstrumentBars, BarColumn | 'signals'>

export class FeatureExtractor {
  /** Names of the outputs in the config's order: `fast`, `bands.upper`, `bands.lower` … The same config always gives the same list. */
  readonly keys: readonly string[]
  /** For each key the index of its first value when the bars are finite from index 0; NaN before. */
  readonly firstValue: readonly number[]
  /** How many rows before `begin` must still be there, in the bars and in here, when `advance` is called. */
  readonly lookback: number
  private readonly capacity: number
  private readonly nodes: readonly Node[]
  private readonly byKey: ReadonlyMap<string, Float64Array>
  private readonly columns: readonly Float64Array[]
  private bars: BarColumns | undefined
  private next = 0

  /**
   * specs: the user's names → type and parameters, as in a config. capacity: rows it holds (8 bytes a key each).
   * definitions: the plug-ins that `type` may name. Errors: ConfigError, see `orderFeatures`.
   */
  constructor(
    specs: Readonly<Record<string, PluginSpec>>,
    capacity: number,
    definitions: Readonly<Record<string, FeatureDefinition>> = features,
  ) {
    const ordered = new Map(orderFeatures(specs, definitions).map((node) => [node.name, nodeOf(node, capacity)]))
    const inConfigOrder = Object.keys(specs).map((name) => ordered.get(name)!)
    this.nodes = [...ordered.values()]
    this.keys = inConfigOrder.flatMap(({ plan }) => outputKeys(plan.name, plan.feature))
    this.columns = inConfigOrder.flatMap(({ outputs }) => outputs)
    this.firstValue = inConfigOrder.flatMap(({ plan }) => plan.firstValue)
    this.byKey = new Map(this.keys.map((key, k) => [key, this.columns[k]!]))
    this.lookback = this.nodes.reduce((most, { plan }) => Math.max(most, plan.feature.lookback), 0)
    this.capacity = capacity
  }

  /**
   * Computes rows [begin, end); the ranges of successive calls must join. Bars in [begin − lookback, end) are read.
   * Errors: DataError E_NO_VOLUME, E_NO_SIGNAL when a feature reads a volume or a signal that the bars do not have. No allocation while `bars` stays the same object.
   */
  advance(bars: BarColumns, begin: number, end: number): void {
    assert(begin === this.next && begin <= end, `features advance from row ${this.next}, not over [${begin}, ${end})`)
    assert(end <= this.capacity, `features have room for ${this.capacity} rows, not ${end}`)
    if (bars !== this.bars) this.readFrom(bars)
    for (let from = begin; from < end; from += TILE_BARS) {
      const to = Math.min(end, from + TILE_BARS)
      for (const { kernel, inputs, outputs } of this.nodes) kernel.advance(inputs, outputs, from, to)
    }
    this.next = end
  }

  /** The numbers of row i, in the order of `keys`, written into `row` (a new one by default). NaN: no value. */
  at(i: number, row: Float64Array = new Float64Array(this.keys.length)): Float64Array {
    assert(i >= 0 && i < this.next, `row ${i} of the features is not computed yet`)
    for (let k = 0; k < this.columns.length; k++) row[k] = this.columns[k]![i]!
    return row
  }

  /** The column of a key, of `capacity` rows; undefined when there is no such key. */
  column(key: string): Float64Array | undefined {
    return this.byKey.get(key)
  }

  /** Drops the first `by` rows, for a caller that moves a bounded window of bars by as much. At least `lookback` rows stay. */
  slide(by: number): void {
    assert(by >= 0 && by <= Math.max(0, this.next - this.lookback), `a slide by ${by} drops rows that are still read`)
    for (const column of this.columns) column.copyWithin(0, by, this.next)
    this.next -= by
  }

  private readFrom(bars: BarColumns): void {
    const columnsOf = new Map(this.nodes.map(({ plan, outputs }) => [plan.name, outputs]))
    for (const { plan, inputs } of this.nodes) {
      plan.inputs.forEach((input, k) => {
        if (input.kind === 'bar') inputs[k] = requireColumn(bars, input.column, `features.${plan.name}`)
        else inputs[k] = columnsOf.get(input.name)![input.output]!
      })
    }
    this.bars = bars
  }
}

/** A column that must be there. @param reader for the message. Errors: DataError E_NO_VOLUME, E_NO_SIGNAL. */
export function requireColumn(bars: BarColumns, column: TapeColumn, reader: string): Float64Array {
  const values = columnOf(bars, column)
  if (values) return values
  if (column === 'volume') {
    const message = `${reader} reads volume, but these bars have none`
    throw new DataError('E_NO_VOLUME', message, 'Take the feature out, or import a dataset with volume.')
  }
  const known = Object.keys(bars.signals ?? {}).map((name) => `signals.${name}`)
  throw new DataError(
    'E_NO_SIGNAL',
    `${reader} reads ${column}, but there is no such signal${didYouMean(column, known)}`,
    known.length === 0 ? 'Name a file with the columns in data.signals.' : `Signals: ${known.join(', ')}.`,
  )
}

interface Node {
  readonly plan: OrderedFeature
  readonly kernel: RangeKernel
  readonly inputs: Float64Array[]
  readonly outputs: readonly Float64Array[]
}

const nodeOf = (plan: OrderedFeature, capacity: number): Node => ({
  plan,
  kernel: plan.feature.kernel(),
  inputs: [],
  outputs: plan.feature.outputs.map(() => new Float64Array(capacity)),
})
