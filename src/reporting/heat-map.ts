/**
 * A metric over two axes as a map for the terminal: each cell holds the best value over all other axes (and over the values that share a
 * cell when an axis is longer than the map). Memory is that of the cells, however many trials are added.
 */
import type { ResultBatch } from '../domain/result-batch.ts'
import type { Metric } from './contract.ts'
import { formatNumber, formatParameter } from './format-number.ts'
import type { SortOrder } from './leaderboard.ts'
import { fitText, padText, textWidth } from './text-cell.ts'

/** An axis and its values in plan order: the cells of `Axis.values`. */
export interface HeatAxis {
  readonly name: string
  readonly cells: readonly (number | string)[]
}

export interface HeatMapOptions {
  readonly metric: Metric
  readonly order: SortOrder
  readonly across: HeatAxis
  /** Null draws one row: a sweep with one axis. */
  readonly down: HeatAxis | null
  /** Columns of the terminal, at least 20. Default 100. */
  readonly width?: number
  /** 256-colour blocks instead of shades. Default off. */
  readonly colour?: boolean
}

const MAX_COLUMNS = 60
const MAX_ROWS = 40
const MAX_LABEL = 14

export class HeatMap {
  readonly #options: HeatMapOptions
  readonly #across: Scale
  readonly #down: Scale
  /** Best value of each cell, NaN without any; row by row. */
  readonly #values: Float64Array
  #best: { readonly value: number; readonly trialId: string; readonly across: number; readonly down: number } | null =
    null
  #others: readonly string[] = []

  constructor(options: HeatMapOptions) {
    this.#options = options
    const down = options.down ?? { name: '', cells: [''] }
    this.#down = scaleOf(down, MAX_ROWS)
    const room = Math.max(options.width ?? 100, 20) - labelWidth(this.#down) - 2
    this.#across = scaleOf(options.across, Math.min(MAX_COLUMNS, room))
    this.#values = new Float64Array(this.#across.bins * this.#down.bins).fill(Number.NaN)
  }

  /** Takes in a batch; trials without a value, or with one that is not on the axes, are left out. */
  add(batch: ResultBatch): void {
    const { metric, order } = this.#options
    const values = batch.metrics.find(({ name }) => name === metric.name)?.values
    const column = (name: string) => batch.axes.find((axis) => axis.name === name)?.values
    const acrossValues = column(this.#across.name)
    const downValues = column(this.#down.name)
    if (values === undefined || acrossValues === undefined) return
    this.#others = batch.axes
      .map(({ name }) => name)
      .filter((name) => name !== this.#across.name && name !== this.#down.name)
    for (let row = 0; row < batch.rows; row++) {
      const value = values[row]!
      const across = this.#across.ordinals.get(acrossValues[row]!)
      const down = downValues === undefined ? 0 : this.#down.ordinals.get(downValues[row]!)
      if (Number.isNaN(value) || across === undefined || down === undefined) continue
      const cell = binOf(this.#down, down) * this.#across.bins + binOf(this.#across, across)
      if (!isBetter(this.#values[cell]!, value, order)) this.#values[cell] = value
      const trialId = batch.trialId[row]!
      const best = this.#best
      if (best === null || isBetter(value, best.value, order) || (value === best.value && trialId < best.trialId))
        this.#best = { value, trialId, across, down }
    }
  }

  /** Title, map, scale and legend; lines joined by newlines, with one at the end. */
  render(): string {
    const { metric, order } = this.#options
    const width = Math.max(this.#options.width ?? 100, 20)
    const across = this.#across
    const down = this.#down
    const others = this.#others.length === 0 ? '' : `, best over ${this.#others.join(', ')}`
    const places = down.name === '' ? `${across.name} →` : `${across.name} → and ${down.name} ↓`
    const title = fitText(`${metric.name} by ${places}${others}`, width)
    if (this.#best === null) return `${title}\nno trial has a value\n`
    const defined = this.#values.filter((value) => !Number.isNaN(value))
    const [worst, best] =
      order === 'descending' ? [Math.min(...defined), this.#best.value] : [Math.max(...defined), this.#best.value]
    const margin = labelWidth(down)
    const size = 2 * across.bins <= width - margin - 2 && across.bins <= MAX_COLUMNS / 2 ? 2 : 1
    const lines = [title]
    for (let row = 0; row < down.bins; row++) {
      const label = padText(labelOf(down, row), margin, 'right')
      lines.push(`${label} ${this.#cells(row, size, worst, best)}`.trimEnd())
    }
    lines.push(
      `${' '.repeat(margin)} ${ticks(across, size * across.bins)}`.trimEnd(),
      ...this.#legend(worst, best, width),
    )
    return `${lines.join('\n')}\n`
  }

  #cells(row: number, size: number, worst: number, best: number): string {
    const { colour } = this.#options
    const bins = this.#across.bins
    const marked = binOf(this.#down, this.#best!.down) * bins + binOf(this.#across, this.#best!.across)
    let text = ''
    for (let c = 0; c < bins; c++) {
      const cell = row * bins + c
      const value = this.#values[cell]!
      if (Number.isNaN(value)) text += ' '.repeat(size)
      else text += block(goodness(value, worst, best), cell === marked ? '*'.repeat(size) : '', size, colour === true)
    }
    return text
  }

  #legend(worst: number, best: number, width: number): string[] {
    const { metric, colour } = this.#options
    const steps = colour === true ? COLOURS : SHADES
    const bar = [...steps].map((_, i) => block(i / (steps.length - 1), '', 1, colour === true)).join('')
    const shown = (value: number): string => formatNumber(value, metric.unit)
    const { across, down } = this.#best!
    const place = [this.#across, this.#down].map((scale, i) => {
      const cell = scale.cells[i === 0 ? across : down]!
      return scale.name === '' ? [] : [`${scale.name} ${formatParameter(cell)}`]
    })
    const legend = [
      `${shown(worst)} ${bar} ${shown(best)}`,
      fitText(`* best ${shown(best)} at ${place.flat().join(', ')}`, width),
    ]
    const binned = [this.#across, this.#down].filter(({ bins, cells }) => bins < cells.length)
    const merged = binned.map(({ name, bins, cells }) => `${cells.length} values of ${name} in ${bins} cells`)
    if (merged.length > 0) legend.push(fitText(`${merged.join(', ')}, the best of each`, width))
    return legend
  }
}

interface Scale extends HeatAxis {
  readonly ordinals: ReadonlyMap<number | string, number>
  /** Cells of the map along this axis. */
  readonly bins: number
}

const scaleOf = (axis: HeatAxis, limit: number): Scale => ({
  ...axis,
  ordinals: new Map(axis.cells.map((cell, i) => [cell, i])),
  bins: Math.max(1, Math.min(axis.cells.length, limit)),
})

const binOf = ({ bins, cells }: Scale, ordinal: number): number => Math.floor((ordinal * bins) / cells.length)

/** The first value that falls into the bin. */
const labelOf = ({ bins, cells }: Scale, bin: number): string =>
  fitText(formatParameter(cells[Math.ceil((bin * cells.length) / bins)] ?? ''), MAX_LABEL)

const labelWidth = (scale: Scale): number =>
  Math.max(...Array.from({ length: scale.bins }, (_, bin) => textWidth(labelOf(scale, bin))))

const isBetter = (a: number, b: number, order: SortOrder): boolean => (order === 'descending' ? a > b : a < b)

const goodness = (value: number, worst: number, best: number): number =>
  best === worst ? 1 : (value - worst) / (best - worst)

const SHADES = ['░', '▒', '▓', '█'] as const
/** Dark blue to yellow in the 256-colour cube, ever brighter, so that it also reads without hue. */
const COLOURS = [17, 18, 24, 30, 36, 42, 78, 114, 150, 186, 227] as const

function block(share: number, mark: string, size: number, colour: boolean): string {
  const levels = colour ? COLOURS.length : SHADES.length
  const level = Math.min(levels - 1, Math.floor(share * levels))
  if (!colour) return mark === '' ? SHADES[level]!.repeat(size) : mark
  return `\u{1b}[30;48;5;${COLOURS[level]!}m${mark === '' ? ' '.repeat(size) : mark}\u{1b}[0m`
}

/** First, middle and last value under the map, as far as they fit. */
function ticks(scale: Scale, width: number): string {
  const first = labelOf(scale, 0)
  if (scale.bins === 1) return first
  const last = fitText(formatParameter(scale.cells[scale.cells.length - 1]!), MAX_LABEL)
  const middle = Math.floor(scale.bins / 2)
  const size = width / scale.bins
  let line = first
  const place = (text: string, at: number): void => {
    if (at > textWidth(line)) line = padText(line, at, 'left') + text
  }
  if (middle > 0 && middle * size + textWidth(labelOf(scale, middle)) < width - textWidth(last))
    place(labelOf(scale, middle), middle * size)
  place(last, Math.max(0, width - textWidth(last)))
  return line
}
