/** The numbers of one backtest in groups, for `run`: label, value with its unit, and the benchmark beside it. */
import type { Metric } from './contract.ts'
import { formatNumber, UNDEFINED_TEXT } from './format-number.ts'
import { type MetricName, metrics } from './registry.ts'
import { fitText, padText, paint, textWidth } from './text-cell.ts'

export interface SummaryOptions {
  readonly title: string
  /** The account's, such as USD. */
  readonly currency: string
  /** A second column: buy-and-hold, say. */
  readonly benchmark?: { readonly label: string; readonly metrics: MetricValues }
  /** ANSI colours. Default off. */
  readonly colour?: boolean
}

/** By metric name; null or absent is undefined. */
export type MetricValues = Readonly<Record<string, number | null>>

const GROUPS: readonly (readonly [title: string, names: readonly MetricName[]])[] = [
  [
    'Returns',
    ['totalReturn', 'cagr', 'finalEquity', 'annualisedVolatility', 'sharpe', 'sortino', 'calmar', 'omega', 'psr'],
  ],
  ['Against the benchmark', ['beta', 'alphaAnnualised', 'trackingError', 'informationRatio']],
  [
    'Risk',
    [
      'maxDrawdown',
      'maxDrawdownBars',
      'maxDrawdownDuration',
      'timeUnderWater',
      'ulcerIndex',
      'var',
      'cvar',
      'tailRatio',
      'skewness',
      'excessKurtosis',
    ],
  ],
  [
    'Trades',
    [
      'trades',
      'winRate',
      'netPnl',
      'profitFactor',
      'payoffRatio',
      'expectancy',
      'expectancyPct',
      'sqn',
      'averageHolding',
      'maxConsecutiveLosses',
      'timeInPosition',
      'meanExposure',
    ],
  ],
  [
    'Costs',
    ['fees', 'slippage', 'funding', 'turnoverAnnualised', 'fills', 'orders', 'rejectedOrders', 'ambiguousBars'],
  ],
  ['Sample', ['days', 'years', 'warmupBars', 'firstActive', 'minTrl']],
]

/** Lines joined by newlines, with one at the end. A group of which nothing is defined is left out. */
export function summaryBlock(values: MetricValues, options: SummaryOptions): string {
  const { benchmark, currency } = options
  const styled = (style: Parameters<typeof paint>[0], line: string): string =>
    options.colour === true ? paint(style, line) : line
  const groups = GROUPS.map(([title, names]) => [title, names.map((name): Metric => metrics[name])] as const).filter(
    ([, group]) => group.some(({ name }) => typeof values[name] === 'number'),
  )
  const all = groups.flatMap(([, group]) => group)
  const label = Math.max(0, ...all.map(({ title }) => textWidth(title)))
  const shown = (metric: Metric, of: MetricValues): string => withUnit(of[metric.name] ?? null, metric, currency)
  const column = (of: MetricValues): number => Math.max(0, ...all.map((metric) => textWidth(shown(metric, of))))
  const first = column(values)
  const heading = benchmark === undefined ? '' : fitText(benchmark.label, 20)
  const second = benchmark === undefined ? 0 : Math.max(column(benchmark.metrics), textWidth(heading))
  const lines = [styled('bold', fitText(options.title, 100))]
  groups.forEach(([title, group], g) => {
    const head = padText(title, label + first + 6, 'left') + padText(g === 0 ? heading : '', second, 'right')
    lines.push(styled('bold', head.trimEnd()))
    for (const metric of group) {
      const own = padText(shown(metric, values), first, 'right')
      const other = benchmark === undefined ? '' : `  ${padText(shown(metric, benchmark.metrics), second, 'right')}`
      lines.push(`  ${padText(metric.title, label, 'left')}  ${own}${other}`)
    }
  })
  return `${lines.join('\n')}\n`
}

/** Per cent signs and durations are part of the number already, and a title may name the unit. */
function withUnit(value: number | null, { unit, title }: Metric, currency: string): string {
  const text = formatNumber(value, unit)
  if (text === UNDEFINED_TEXT) return text
  if (unit === 'currency') return `${text} ${fitText(currency, 8)}`
  const named = title.toLowerCase().includes(unit)
  return (unit === 'days' || unit === 'bars' || unit === 'years') && !named ? `${text} ${unit}` : text
}
