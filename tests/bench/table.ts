/** The rows as an aligned table, and what stands beneath it: differences and notes. */
import { type BenchRow, measuredOf, type Target, withinTarget } from './bench-result.ts'

const HEAD = [
  'entry',
  'trials × bars',
  'trades/trial',
  'µs/trial',
  'ns/bar-eval',
  'fused µs/trial',
  'measured',
  'target',
  '',
  'RSS MB',
  'equal to fused',
]

export function benchTable(rows: readonly BenchRow[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
  const notes = rows.flatMap(({ name, note, agreement }) => [
    ...(note === undefined ? [] : [`${name}: ${note}`]),
    ...(agreement && agreement.worst > 0 ? [`${name}: differs by ${agreement.worst} at ${agreement.worstAt}`] : []),
  ])
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}

function cellsOf(row: BenchRow): readonly string[] {
  const { name, target, trials, bars, ms, fusedMs, agreement, tradesPerTrial, peakRssMb } = row
  const measured = measuredOf(row)
  const within = withinTarget(row)
  const perTrial = (total: number): string => ((total * 1_000) / trials).toFixed(1)
  return [
    name,
    `${grouped(trials)} × ${grouped(bars)}`,
    tradesPerTrial.toFixed(1),
    perTrial(ms),
    ((ms * 1e6) / trials / bars).toFixed(3),
    fusedMs === undefined ? '' : perTrial(fusedMs),
    measured === undefined ? '' : withUnit(measured.toFixed(3), target),
    target === undefined ? '' : bound(target),
    within === undefined ? '' : within ? 'ok' : 'MISSED',
    peakRssMb.toFixed(0),
    agreement === undefined ? '' : agreement.worst === 0 ? 'every bit' : agreement.worst.toExponential(1),
  ]
}

const bound = (target: Target): string =>
  withUnit(target.most !== undefined ? `≤ ${target.most}` : `≥ ${target.least}`, target)

const withUnit = (text: string, target: Target | undefined): string =>
  target?.unit === undefined ? text : `${text} ${target.unit}`

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
