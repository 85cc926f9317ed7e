/**
 * A whole run as data: what a parsed config says, with every default filled in and every axis expanded. It is plain JSON, so it reaches
 * worker threads and other machines as text and means the same there. No behaviour.
 */
import type { Axis } from './axis.ts'
import type { Calendar } from './market.ts'
import type { BacktestSpec, DataSpec, PluginSpec } from './strategy-spec.ts'

/** DataSpec with what the run may say against the dataset's own calendar; null: what the dataset says. */
export interface RunDataSpec extends DataSpec {
  readonly calendar: Calendar | null
  /** Periods a year of the daily returns (365 or 252 as a rule); null: what the calendar says. */
  readonly periodsPerYear: number | null
  /** A file of columns computed elsewhere, read as `signals.NAME`; null: none. */
  readonly signals: string | null
}

/** A named strategy as the config wrote it: axes may point at its parameters, and then each trial builds it anew. */
export interface StrategyCall {
  readonly name: string
  /** With the strategy's defaults. */
  readonly params: Readonly<Record<string, unknown>>
  /** What the config puts in place of the strategy's own, part by part, as written. */
  readonly risk: Readonly<Record<string, unknown>>
  readonly execution: Readonly<Record<string, unknown>>
}

export interface SweepSpec {
  readonly method: PluginSpec
  /** In the order of the config; `createSpace` moves signal-plane axes outside account-plane axes. */
  readonly axes: readonly Axis[]
  /** Expressions over axis names that every trial fulfils. */
  readonly constraints: readonly string[]
}

export interface BenchmarkSpec {
  readonly type: 'buy-and-hold'
}

export interface RankingSpec {
  /** A metric's name. */
  readonly by: string
  readonly order: 'ascending' | 'descending'
  /** Rows of the printed table, ≥ 1. */
  readonly top: number
}

export interface OutputSpec {
  /** Whose daily returns are kept. */
  readonly returns: 'all' | 'none' | 'best'
  /** Trades, equity and orders of the best so many trials are written, ≥ 0. */
  readonly details: number
}

/**
 * What an axis replaces nodes of: the config as written, before defaults, so that a default that depends on a replaced value follows it.
 * A named strategy is spelled out here.
 */
export interface WrittenSpec {
  readonly strategy: Readonly<Record<string, unknown>>
  readonly account: Readonly<Record<string, unknown>>
}

/** `strategy`, `account` and `seed` are those of the plain backtest; an axis replaces nodes of the first two. */
export interface RunConfig extends BacktestSpec {
  /** Run id = name-<first 8 hex of the plan hash>. */
  readonly name: string
  readonly data: RunDataSpec
  /** Null when the config spells the strategy out. */
  readonly strategyCall: StrategyCall | null
  readonly written: WrittenSpec
  readonly benchmark: BenchmarkSpec
  /** Null: a plain backtest. */
  readonly sweep: SweepSpec | null
  readonly ranking: RankingSpec
  readonly output: OutputSpec
}
