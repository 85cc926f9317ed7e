/**
 * The public API. Strategies and plug-ins are defined here, checked by the conformance checks, and run on a market in memory
 * (`runBacktest`) or on datasets by all cores (`runSweep`); the command line does the same from config files.
 */
import './io/math-flag.ts'
import './io/inlining-flag.ts'

export { barText as describeBar } from './cli/bar-trace.ts'
export type { TraceOptions } from './cli/run-trace.ts'
export { type ConfigInput, defineSweep } from './config/define-sweep.ts'
export { parseConfig } from './config/parse-config.ts'
export { builtInRegistries, type Registries, withPlugins } from './config/registries.ts'
export {
  ConfigError,
  DataError,
  ExecutionError,
  FarmError,
  QueueError,
  StoreError,
  StrategyError,
} from './core/errors.ts'
export { type MarketColumns, marketFromColumns } from './data/market-from-columns.ts'
export { type SyntheticOptions, syntheticBars } from './data/synthetic-bars.ts'
export { checkDecision } from './decision/conformance.ts'
export type { Decision, DecisionDefinition, DecisionKernel, Levels } from './decision/contract.ts'
export type { Instrument, InstrumentBars, Market } from './domain/market.ts'
export type { ExitReason, TradeList, TrialOutcome } from './domain/outcome.ts'
export type { PluginSpec } from './domain/strategy-spec.ts'
export type { BarObserver, ObservedBar, ObservedFill, ObservedInstrument, ObservedOrder } from './engine/observe.ts'
export type { BookingRow, EquityColumns, TradeRow } from './engine/recorded-run.ts'
export {
  checkFees,
  checkLatency,
  checkMatching,
  checkPolicy,
  checkRouter,
  checkSlippage,
} from './execution/conformance.ts'
export type {
  ChildOrders,
  Definition,
  ExecutionPolicy,
  Fees,
  Latency,
  Matching,
  Router,
  Slippage,
} from './execution/contract.ts'
export { type ConformanceBars, checkFeature } from './features/conformance.ts'
export { type Feature, type FeatureDefinition, isMissing, type RangeKernel } from './features/contract.ts'
export { arrowView } from './io/arrow-view.ts'
export { checkModel } from './model/conformance.ts'
export type { Model, ModelDefinition } from './model/contract.ts'
export { checkMetric } from './reporting/conformance.ts'
export type { Metric, MetricContext } from './reporting/contract.ts'
export { type SummaryOptions, summaryBlock } from './reporting/summary-block.ts'
export { checkRule, checkSizer } from './risk/conformance.ts'
export type {
  ProtectedPosition,
  ProtectiveOrders,
  RiskRule,
  RiskRuleDefinition,
  Sizer,
  SizerDefinition,
} from './risk/contract.ts'
export {
  type BacktestOptions,
  type BacktestRequest,
  type BacktestResult,
  type ConfigBacktest,
  type MarketBacktest,
  runBacktest,
} from './run-backtest.ts'
export { runSweep, type SweepInput, type SweepResult } from './run-sweep.ts'
export type { StrategyDefinition, StrategyInput } from './strategies/contract.ts'
export { defineStrategy, type StrategyTemplate } from './strategies/define.ts'
