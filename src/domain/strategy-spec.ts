/** A strategy and its surroundings as data: what a config says after parsing, with every default filled in. No behaviour. */

/** A plug-in by its registered name with its parameters. */
export interface PluginSpec {
  readonly type: string
  readonly [parameter: string]: unknown
}

/** After a risk exit the target stays 0 until the intent changes, or until the next bar, or for a number of bars. */
export type Reentry = 'onChange' | 'immediate' | { readonly afterBars: number }

/** When a sizer runs again while the intent stands still. `band`: when the target moved by more than this fraction of the position. */
export type Resize = 'onChange' | 'everyBar' | { readonly band: number }

export interface RiskSpec {
  readonly sizer: PluginSpec
  /** Rules by the user's names, applied in this order. */
  readonly rules: Readonly<Record<string, PluginSpec>>
  readonly reentry: Reentry
  readonly resize: Resize
}

export interface ExecutionSpec {
  readonly policy: PluginSpec
  readonly router: PluginSpec
  readonly slippage: PluginSpec
  readonly matching: PluginSpec
  readonly fees: PluginSpec
  readonly latency: PluginSpec
}

export interface StrategySpec {
  readonly features: Readonly<Record<string, PluginSpec>>
  readonly model: PluginSpec
  readonly decision: PluginSpec
  readonly risk: RiskSpec
  readonly execution: ExecutionSpec
}

export interface FundingSpec {
  /** Fraction of the position's notional paid by longs at each time (negative: received). */
  readonly rate: number
  readonly everyHours: number
}

export interface AccountSpec {
  readonly currency: string
  /** > 0. */
  readonly initialCash: number
  /** 1: positions are collateralised in full, shorts too (margin comes later). */
  readonly maxLeverage: number
  readonly funding: FundingSpec | null
}

export type MissingPolicy = 'fill' | 'leave-out' | 'fail'

export interface DataSpec {
  readonly dataset: string
  readonly instruments: readonly string[]
  readonly interval: string
  /** Evaluation window [from, to), UTC ms; null: all. */
  readonly from: number | null
  readonly to: number | null
  readonly missing: MissingPolicy
}

/** Everything that one backtest of a run needs besides the market and the values on its axes. */
export interface BacktestSpec {
  readonly strategy: StrategySpec
  readonly account: AccountSpec
  /** 0 … 2^53 − 1, or a string of digits. */
  readonly seed: number | string
}
