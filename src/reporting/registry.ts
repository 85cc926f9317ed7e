/**
 * Every metric, most useful first: the order of the columns in trials.parquet and table.csv. A new metric is one file and one line here.
 */
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'
import type { Metric } from './contract.ts'
import { alphaAnnualised } from './metrics/alpha-annualised.ts'
import { ambiguousBars } from './metrics/ambiguous-bars.ts'
import { annualisedVolatility } from './metrics/annualised-volatility.ts'
import { averageHolding } from './metrics/average-holding.ts'
import { averageLoss } from './metrics/average-loss.ts'
import { averageWin } from './metrics/average-win.ts'
import { barsInPosition } from './metrics/bars-in-position.ts'
import { beta } from './metrics/beta.ts'
import { cagr } from './metrics/cagr.ts'
import { calmar } from './metrics/calmar.ts'
import { cvar } from './metrics/cvar.ts'
import { days } from './metrics/days.ts'
import { downsideDeviation } from './metrics/downside-deviation.ts'
import { excessKurtosis } from './metrics/excess-kurtosis.ts'
import { expectancy } from './metrics/expectancy.ts'
import { expectancyPct } from './metrics/expectancy-pct.ts'
import { expectancyR } from './metrics/expectancy-r.ts'
import { exposure } from './metrics/exposure.ts'
import { fees } from './metrics/fees.ts'
import { feesTotal } from './metrics/fees-total.ts'
import { fills } from './metrics/fills.ts'
import { finalEquity } from './metrics/final-equity.ts'
import { firstActive } from './metrics/first-active.ts'
import { funding } from './metrics/funding.ts'
import { informationRatio } from './metrics/information-ratio.ts'
import { kellyBinary } from './metrics/kelly-binary.ts'
import { kellyContinuous } from './metrics/kelly-continuous.ts'
import { losses } from './metrics/losses.ts'
import { maxConsecutiveLosses } from './metrics/max-consecutive-losses.ts'
import { maxConsecutiveWins } from './metrics/max-consecutive-wins.ts'
import { maxDrawdown } from './metrics/max-drawdown.ts'
import { maxDrawdownBars } from './metrics/max-drawdown-bars.ts'
import { maxDrawdownDuration } from './metrics/max-drawdown-duration.ts'
import { meanExposure } from './metrics/mean-exposure.ts'
import { meanReturn } from './metrics/mean-return.ts'
import { minTrl } from './metrics/min-trl.ts'
import { netPnl } from './metrics/net-pnl.ts'
import { omega } from './metrics/omega.ts'
import { orders } from './metrics/orders.ts'
import { payoffRatio } from './metrics/payoff-ratio.ts'
import { profitFactor } from './metrics/profit-factor.ts'
import { psr } from './metrics/psr.ts'
import { rejectedOrders } from './metrics/rejected-orders.ts'
import { sdReturn } from './metrics/sd-return.ts'
import { sharpe } from './metrics/sharpe.ts'
import { sharpeLo } from './metrics/sharpe-lo.ts'
import { sharpePerPeriod } from './metrics/sharpe-per-period.ts'
import { sharpeStdErrPerPeriod } from './metrics/sharpe-std-err-per-period.ts'
import { skewness } from './metrics/skewness.ts'
import { slippage } from './metrics/slippage.ts'
import { slippageTotal } from './metrics/slippage-total.ts'
import { sortino } from './metrics/sortino.ts'
import { sqn } from './metrics/sqn.ts'
import { tailRatio } from './metrics/tail-ratio.ts'
import { timeInPosition } from './metrics/time-in-position.ts'
import { timeUnderWater } from './metrics/time-under-water.ts'
import { totalReturn } from './metrics/total-return.ts'
import { trackingError } from './metrics/tracking-error.ts'
import { trades } from './metrics/trades.ts'
import { turnoverAnnualised } from './metrics/turnover-annualised.ts'
import { ulcerIndex } from './metrics/ulcer-index.ts'
import { valueAtRisk } from './metrics/value-at-risk.ts'
import { warmupBars } from './metrics/warmup-bars.ts'
import { winRate } from './metrics/win-rate.ts'
import { wins } from './metrics/wins.ts'
import { years } from './metrics/years.ts'

export const metrics = {
  sharpe,
  sortino,
  calmar,
  totalReturn,
  cagr,
  maxDrawdown,
  trades,
  winRate,
  profitFactor,
  psr,
  annualisedVolatility,
  finalEquity,
  timeInPosition,
  maxDrawdownBars,
  maxDrawdownDuration,
  timeUnderWater,
  ulcerIndex,
  omega,
  var: valueAtRisk,
  cvar,
  tailRatio,
  skewness,
  excessKurtosis,
  sharpeLo,
  sharpePerPeriod,
  sharpeStdErrPerPeriod,
  minTrl,
  downsideDeviation,
  meanReturn,
  sdReturn,
  kellyContinuous,
  beta,
  alphaAnnualised,
  trackingError,
  informationRatio,
  wins,
  losses,
  averageWin,
  averageLoss,
  payoffRatio,
  expectancy,
  expectancyPct,
  expectancyR,
  sqn,
  kellyBinary,
  netPnl,
  averageHolding,
  maxConsecutiveWins,
  maxConsecutiveLosses,
  exposure,
  meanExposure,
  turnoverAnnualised,
  fees,
  feesTotal,
  slippage,
  slippageTotal,
  funding,
  fills,
  orders,
  rejectedOrders,
  ambiguousBars,
  barsInPosition,
  warmupBars,
  firstActive,
  days,
  years,
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

/** All metrics in the order of the registry. */
export const allMetrics: readonly Metric[] = Object.values(metrics)

/**
 * The metrics of the given names, in that order.
 * Errors: E_UNKNOWN_METRIC with the nearest name.
 */
export function metricsNamed(names: readonly string[]): readonly Metric[] {
  return names.map(metricNamed)
}

/** Errors: E_UNKNOWN_METRIC with the nearest name. */
export function metricNamed(name: string): Metric {
  const found = allMetrics.find((metric) => metric.name === name)
  if (found !== undefined) return found
  const names = Object.keys(metrics)
  throw new ConfigError(
    'E_UNKNOWN_METRIC',
    `there is no metric "${name}"${didYouMean(name, names)}`,
    `Metrics: ${names.join(', ')}.`,
  )
}
