/** Intents of a strategy over closes, straight through its plug-ins, without the engine. */
import { builtInRegistries } from '../../src/config/registries.ts'
import { FeatureExtractor } from '../../src/features/feature-extractor.ts'
import type { StrategyInput } from '../../src/strategies/contract.ts'

export function intentsOf({ features, model, decision }: StrategyInput, closes: readonly number[]): number[] {
  const close = Float64Array.from(closes)
  const extractor = new FeatureExtractor(features, close.length)
  extractor.advance({ open: close, high: close, low: close, close, volume: null }, 0, close.length)
  const { type: modelType, ...modelParams } = model!
  const { type: decisionType, ...decisionParams } = decision
  const bound = builtInRegistries.models[modelType]!.bind(modelParams)
  const columns = bound.inputs.map((name) => (name === 'close' ? close : extractor.column(name)!))
  const score = close.map((_, i) => bound.score(columns.map((column) => column[i]!)))
  const intents = new Float64Array(close.length)
  builtInRegistries.decisions[decisionType]!.bind(decisionParams).kernel().advance([score], intents, 0, close.length)
  return [...intents]
}
