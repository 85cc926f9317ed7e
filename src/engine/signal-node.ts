/**
 * Nodes of the signal graph: one distinct feature computation each. A node's key is the hash of (operation, parameters, input keys, market
 * slice, instrument), so trials that share a computation share its columns, whatever they call it.
 */
import { contentHash } from '../core/hash.ts'
import type { Market, TapeColumn } from '../domain/market.ts'
import type { PluginSpec } from '../domain/strategy-spec.ts'
import type { Feature, FeatureDefinition } from '../features/contract.ts'
import { requireColumn } from '../features/feature-extractor.ts'
import { type FeatureInput, isTapeColumn, orderFeatures } from '../features/feature-order.ts'
import type { ColumnKey } from './slot-directory.ts'

/** A column that a layer reads: of the tape, or an output of a node. */
export type ColumnRef =
  | { readonly kind: 'bar'; readonly column: TapeColumn }
  | { readonly kind: 'node'; readonly node: SignalNode; readonly output: number }

export interface SignalNode {
  readonly instrument: number
  readonly feature: Feature
  readonly inputs: readonly ColumnRef[]
  /** Column key of each output. */
  readonly columns: readonly ColumnKey[]
  /** Index of each output's first value, its inputs' warm-up included. */
  readonly firstValue: readonly number[]
}

/** Features of a strategy by name, for one instrument. */
export type NamedNodes = ReadonlyMap<string, SignalNode>

/** Binds a strategy's features into nodes. Errors: ConfigError as orderFeatures; DataError E_NO_VOLUME, E_NO_SIGNAL. */
export function signalNodes(
  specs: Readonly<Record<string, PluginSpec>>,
  definitions: Readonly<Record<string, FeatureDefinition>>,
  market: Market,
  instrument: number,
): NamedNodes {
  const nodes = new Map<string, SignalNode>()
  const refOf = (input: FeatureInput): ColumnRef =>
    input.kind === 'bar' ? input : { kind: 'node', node: nodes.get(input.name)!, output: input.output }
  for (const { name, feature, inputs, firstValue } of orderFeatures(specs, definitions)) {
    const refs = inputs.map(refOf)
    for (const ref of refs)
      if (ref.kind === 'bar') requireColumn(market.bars[instrument]!, ref.column, `features.${name}`)
    const key = contentHash({
      operation: specs[name]!,
      inputs: refs.map((ref) => (ref.kind === 'bar' ? ref.column : ref.node.columns[ref.output])),
      market: market.hash,
      instrument: market.bars[instrument]!.instrument.symbol,
    })
    const columns = feature.outputs.map((output) => `${key}.${output}`)
    nodes.set(name, { instrument, feature, inputs: refs, columns, firstValue })
  }
  return nodes
}

/** A column by the name a plug-in asks for: `close`, `signals.buy`, `fast`, `bands.upper`; undefined when there is none. */
export function columnNamed(text: string, nodes: NamedNodes): ColumnRef | undefined {
  if (isTapeColumn(text)) return { kind: 'bar', column: text }
  const whole = nodes.get(text)
  if (whole) return { kind: 'node', node: whole, output: 0 }
  const dot = text.indexOf('.')
  const node = nodes.get(text.slice(0, Math.max(0, dot)))
  const output = node?.feature.outputs.indexOf(text.slice(dot + 1)) ?? -1
  return node && output >= 0 ? { kind: 'node', node, output } : undefined
}

/** First bar on which the column has a value. */
export const firstValueOf = (ref: ColumnRef): number => (ref.kind === 'bar' ? 0 : ref.node.firstValue[ref.output]!)

/** Calls `visit` for the node behind a column and everything it needs, inputs first, each node once a `seen`. */
export function visitNodes(ref: ColumnRef, seen: Set<SignalNode>, visit: (node: SignalNode) => void): void {
  if (ref.kind === 'bar' || seen.has(ref.node)) return
  seen.add(ref.node)
  for (const input of ref.node.inputs) visitNodes(input, seen, visit)
  visit(ref.node)
}
