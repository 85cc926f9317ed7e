/** `runBacktest`: one backtest from TypeScript, with everything that it leaves behind. Part of the public API (src/index.ts). */
import { type Backtest, runOneBacktest } from './cli/backtest-run.ts'
import { openMarket } from './cli/open-market.ts'
import { openTrace, type TraceOptions } from './cli/run-trace.ts'
import { StageClock } from './cli/stage-clock.ts'
import type { ConfigInput, WrittenStrategyCall } from './config/define-sweep.ts'
import { parseConfigTree } from './config/parse-config.ts'
import { builtInRegistries, type Registries, withPlugins } from './config/registries.ts'
import { ConfigError } from './core/errors.ts'
import { formatTime } from './core/time.ts'
import type { Market } from './domain/market.ts'
import type { RunConfig } from './domain/run-spec.ts'
import type { ObservedBar } from './engine/observe.ts'
import { formatNumber } from './reporting/format-number.ts'
import { summaryBlock } from './reporting/summary-block.ts'
import type { StrategyDefinition, StrategyInput } from './strategies/contract.ts'

/** What is run: a whole config, or a strategy over a market in memory. */
export type BacktestRequest = BacktestOptions & (ConfigBacktest | MarketBacktest)

export interface ConfigBacktest {
  /** As in YAML, or what `parseConfig` made of it. Its sweep is left out: the base values are run. */
  readonly config: ConfigInput | RunConfig
  /** Folder of the datasets. Default `datasets`. */
  readonly datasets?: string
  /** Bars in memory in place of what `config.data` names. */
  readonly market?: Market
}

export interface MarketBacktest {
  /** Spelled out, made by `defineStrategy`, or the name of a registered one. */
  readonly strategy: StrategyInput | StrategyDefinition | string
  /** Parameters of a strategy that has some. */
  readonly params?: Readonly<Record<string, unknown>>
  /** Made by `marketFromColumns`, for instance. */
  readonly market: Market
  /** Default: 100,000 USD. */
  readonly account?: ConfigInput['account']
  /** For the title of the summary. Default `backtest`. */
  readonly name?: string
}

export interface BacktestOptions {
  /** Features, models, rules … of your own by kind and name, beside what quantfarm ships: `{ features: { mine } }`. */
  readonly plugins?: Partial<Registries>
  /** A JSON line for every bar and stage to stderr, and timers per stage; the options choose text, fewer bars, or a file. */
  readonly debug?: boolean | TraceOptions
  /** Told of every bar of the window: features, score, intent, target, orders, fills, position, equity. Valid during the call. */
  readonly onTrace?: (bar: ObservedBar) => void
}

/** Arrays and objects are the caller's own. Times are UTC ms, money is in the account's currency. */
export interface BacktestResult extends Omit<Backtest, 'clock'> {
  /** `ruined` when equity fell to zero; then `outcome.reason` says so. */
  readonly status: 'ok' | 'ruined'
  /** Where the time went, by stage. */
  readonly timings: readonly { readonly stage: string; readonly ms: number }[]
  /** The numbers in groups beside buy and hold, as `quantfarm run` prints them. */
  summary(options?: { readonly colour?: boolean }): string
}

/**
 * Runs one backtest in this process. The numbers are those of `quantfarm run` and, bit for bit, those of the same trial in a sweep.
 *
 *   const market = marketFromColumns({ t, open, high, low, close, volume })
 *   const { metrics, trades } = await runBacktest({ strategy: 'sma-cross', params: { fast: 10 }, market })
 *
 * Errors: ConfigError and StrategyError as parseConfig, E_PLUGIN_NAME; DataError E_DATASET_…, E_DATASET_TOO_SHORT; ExecutionError E_MEMORY_BUDGET.
 * Cost: about a microsecond a bar, more with `debug` or `onTrace`.
 */
export async function runBacktest(request: BacktestRequest): Promise<BacktestResult> {
  const { config, registries } = configOf(request)
  const clock = new StageClock()
  const datasets = 'datasets' in request ? request.datasets : undefined
  const market = request.market ?? (await clock.timed('data', () => openMarket(datasets ?? 'datasets', config.data)))
  const { debug = false, onTrace } = request
  const trace = debug === false ? undefined : openTrace(debug === true ? {} : debug, config.account.currency)
  const onBar = (bar: ObservedBar, firstActingBar: number): void => {
    trace?.onBar(bar, firstActingBar)
    onTrace?.(bar)
  }
  try {
    const backtest = await runOneBacktest({
      market,
      spec: { strategy: config.strategy, account: config.account },
      registries,
      marketName: request.market ? 'the market' : `the slice of ${config.data.dataset}`,
      clock,
      ...(config.data.periodsPerYear !== null && { periodsPerYear: config.data.periodsPerYear }),
      ...((trace || onTrace) && { onBar }),
    })
    trace?.timers(clock)
    return resultOf(backtest, config, market)
  } finally {
    trace?.close()
  }
}

/** The place of a strategy that is handed over instead of named. */
const OWN = 'strategy-of-the-caller'

function configOf(request: BacktestRequest): { config: RunConfig; registries: Registries } {
  const registries = withPlugins(builtInRegistries, request.plugins ?? {})
  if ('config' in request) {
    const { config } = request
    if (isParsed(config)) return { config, registries }
    return { config: parseConfigTree(config, { fileName: 'runBacktest', registries }), registries }
  }
  const { strategy, params, account, market, name = 'backtest' } = request
  if (market === undefined)
    throw new ConfigError(
      'E_MARKET_NONE',
      'runBacktest: a strategy needs a market',
      'give market: marketFromColumns({ … })',
    )
  const isDefinition = typeof strategy === 'object' && 'bind' in strategy
  if (params !== undefined && typeof strategy === 'object' && !isDefinition)
    throw new ConfigError(
      'E_STRATEGY_PARAMS',
      'runBacktest: params go with a strategy that has some',
      'use defineStrategy({ params, build })',
    )
  const all = isDefinition ? { ...registries, strategies: { ...registries.strategies, [OWN]: strategy } } : registries
  const call: WrittenStrategyCall = { name: isDefinition ? OWN : String(strategy), ...(params && { params }) }
  const tree = {
    name,
    // What stands here is not read: the market is there already.
    data: { dataset: 'memory', instruments: ['A'], interval: '1d' },
    strategy: isDefinition || typeof strategy === 'string' ? call : strategy,
    ...(account && { account }),
  }
  return { config: parseConfigTree(tree, { fileName: 'runBacktest', registries: all }), registries: all }
}

/** Only parsing adds what was written. */
const isParsed = (config: ConfigInput | RunConfig): config is RunConfig => 'written' in config

function resultOf(backtest: Backtest, { name, account }: RunConfig, market: Market): BacktestResult {
  const { clock, ...rest } = backtest
  const { t, first, bars } = market
  const window = `${formatTime(t[first]!)} to ${formatTime(t.at(-1)!)}`
  const symbols = bars.map(({ instrument }) => instrument.symbol).join(', ')
  const title = `${name}: ${symbols}, ${window}, ${formatNumber(t.length - first, 'bars')} bars`
  return {
    ...rest,
    status: backtest.outcome.status === 'ruined' ? 'ruined' : 'ok',
    timings: clock.stages,
    summary: ({ colour = false } = {}) =>
      summaryBlock(backtest.metrics, {
        title,
        currency: account.currency,
        benchmark: { label: 'buy and hold', metrics: backtest.benchmark.metrics },
        colour,
      }),
  }
}
