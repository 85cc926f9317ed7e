/**
 * The ranked table of a sweep for a terminal: rank, axes, metrics, and the benchmark's row at the bottom. Aligned, never wider than asked: columns
 * go from the least important one (the last metric) to the most, then axes from the last; the ranking metric and the rank always stay.
 */
import type { Metric } from './contract.ts'
import { formatNumber, formatParameter, UNDEFINED_TEXT } from './format-number.ts'
import type { RankedRow, Ranking } from './leaderboard.ts'
import { metricsNamed } from './registry.ts'
import { fitText, padText, paint, textWidth } from './text-cell.ts'

/** Metrics of the table when none are chosen, most important first. */
const TABLE_METRICS = [
  'sharpe',
  'sortino',
  'totalReturn',
  'maxDrawdown',
  'trades',
  'cagr',
  'calmar',
  'winRate',
  'profitFactor',
  'timeInPosition',
  'psr',
] as const

export interface TableOptions {
  readonly ranking: Ranking
  /** Trials that were ranked, for the line below the table. */
  readonly trials: number
  /** Most important first; the ranking metric is added in front. Default: `TABLE_METRICS`. */
  readonly metrics?: readonly Metric[]
  /** The last row: buy-and-hold, say. */
  readonly benchmark?: { readonly label: string; readonly metrics: Readonly<Record<string, number | null>> }
  /** Account currency, shown in the headings of money. */
  readonly currency?: string
  /** Columns of the terminal, at least 20. Default 100. */
  readonly width?: number
  /** ANSI colours. Default off. */
  readonly colour?: boolean
}

/** Lines joined by newlines, with one at the end. Errors: E_UNKNOWN_METRIC when the ranking metric does not exist and none are given. */
export function terminalTable(rows: readonly RankedRow[], options: TableOptions): string {
  const width = Math.max(options.width ?? 100, 20)
  const { shown, hidden } = chooseColumns(allColumns(rows, options), width)
  const gap = '  '
  const text = (cells: readonly string[]): string =>
    fitText(cells.map((cell, c) => padText(cell, shown[c]!.width, shown[c]!.align)).join(gap), width).trimEnd()
  const styled = (style: Parameters<typeof paint>[0], line: string): string =>
    options.colour === true ? paint(style, line) : line
  const rule = styled('dim', '─'.repeat(Math.min(width, textWidth(shown.map((c) => ' '.repeat(c.width)).join(gap)))))
  const lines = [styled('bold', text(shown.map(({ heading }) => heading))), rule]
  rows.forEach((_, r) => {
    const line = text(shown.map(({ cells }) => cells[r]!))
    lines.push(r === 0 ? styled('good', line) : line)
  })
  if (options.benchmark !== undefined) lines.push(rule, benchmarkLine(shown, options.benchmark.label, width))
  const { by, order } = options.ranking
  const best = `best ${formatNumber(rows.length, 'count')} of ${formatNumber(options.trials, 'count')} trials by ${by}, ${order}`
  lines.push(styled('dim', fitText(best, width)))
  if (hidden.length > 0) lines.push(styled('dim', fitText(`not shown for width: ${hidden.join(', ')}`, width)))
  return `${lines.join('\n')}\n`
}

interface Column {
  readonly name: string
  readonly heading: string
  readonly align: 'left' | 'right'
  /** One a row. */
  readonly cells: readonly string[]
  /** The benchmark's, empty in columns that it has no say in. */
  readonly benchmark: string
  readonly width: number
  /** Columns are hidden from the highest number down; 0 stays. */
  readonly expendable: number
}

const MAX_LABEL = 24

function allColumns(rows: readonly RankedRow[], options: TableOptions): Column[] {
  const columns: Column[] = []
  const add = (
    name: string,
    heading: string,
    align: Column['align'],
    expendable: number,
    of: (row: RankedRow) => string,
    benchmark = '',
  ): void => {
    const cells = rows.map(of)
    const width = [heading, benchmark, ...cells].reduce((most, text) => Math.max(most, textWidth(text)), 0)
    columns.push({ name, heading, align, cells, benchmark, width, expendable })
  }
  add('rank', '#', 'right', 0, ({ rank }) => String(rank))
  const axes = [...(rows[0]?.axes.keys() ?? [])]
  axes.forEach((axis, i) => {
    const align = rows.every(({ axes }) => typeof axes.get(axis) === 'number') ? 'right' : 'left'
    const cell = (row: RankedRow): string => fitText(formatParameter(row.axes.get(axis) ?? UNDEFINED_TEXT), MAX_LABEL)
    add(axis, fitText(axis, MAX_LABEL), align, 1 + i, cell)
  })
  const metrics = tableMetrics(options)
  metrics.forEach((metric, i) => {
    const { name, unit } = metric
    const { by, order } = options.ranking
    const mark = name === by ? (order === 'descending' ? ' ↓' : ' ↑') : ''
    const money = unit === 'currency' && options.currency !== undefined ? ` ${fitText(options.currency, 8)}` : ''
    const value = options.benchmark === undefined ? '' : formatNumber(options.benchmark.metrics[name] ?? null, unit)
    const heading = fitText(metric.title, MAX_LABEL) + money + mark
    const expendable = name === by ? 0 : 1 + axes.length + i
    add(name, heading, 'right', expendable, (row) => formatNumber(row.metrics[name] ?? null, unit), value)
  })
  if (rows.some(({ status }) => status !== 'ok'))
    add('status', 'Status', 'left', 1, ({ status }) => fitText(status, 12))
  add('trial', 'Trial', 'left', 1 + axes.length + metrics.length, ({ trialId }) => fitText(trialId.slice(0, 8), 8))
  return columns
}

/** The ranking metric first, then the chosen ones. */
function tableMetrics({ metrics, ranking }: TableOptions): readonly Metric[] {
  const chosen = metrics ?? metricsNamed(TABLE_METRICS)
  const first = chosen.find(({ name }) => name === ranking.by) ?? metricsNamed([ranking.by])[0]!
  return [first, ...chosen.filter(({ name }) => name !== ranking.by)]
}

function chooseColumns(columns: readonly Column[], width: number): { shown: Column[]; hidden: string[] } {
  const shown = [...columns]
  const hidden: string[] = []
  const total = (): number => shown.reduce((sum, column) => sum + column.width + 2, -2)
  while (total() > width) {
    const worst = shown.reduce((a, b) => (b.expendable >= a.expendable ? b : a))
    if (worst.expendable === 0) break
    shown.splice(shown.indexOf(worst), 1)
    hidden.unshift(worst.name)
  }
  return { shown, hidden }
}

/** The label spreads over rank and axes, where the benchmark has nothing to say. */
function benchmarkLine(shown: readonly Column[], label: string, width: number): string {
  const first = shown.findIndex(({ benchmark }) => benchmark !== '')
  const before = shown.slice(0, first).reduce((sum, column) => sum + column.width + 2, 0)
  const values = shown.slice(first).map(({ benchmark, width, align }) => padText(benchmark, width, align))
  const room = Math.max(before - 2, 1)
  return fitText(`${padText(fitText(label, room), room, 'left')}  ${values.join('  ')}`, width).trimEnd()
}
