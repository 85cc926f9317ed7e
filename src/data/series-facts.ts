/** L1. Facts of a partition that are worth a look but no fault: gaps, spells without volume, jumps. */
import { DAY_MS, formatTime } from '../core/time.ts'
import type { BarColumns, Gap, Jump, PartitionEntry, SeriesEntry } from '../domain/dataset.ts'
import type { Calendar } from '../domain/market.ts'

export type PartitionFacts = Pick<
  PartitionEntry,
  'gaps' | 'gapCount' | 'missingBars' | 'zeroVolumeBars' | 'longestZeroVolumeRun' | 'jumps' | 'jumpCount'
>

const LISTED_GAPS = 1000
const LISTED_JUMPS = 10
/** A jump is larger than this many standard deviations of the changes before it, once there are enough of them. */
const JUMP_SIGMAS = 12
const JUMP_SAMPLES = 100
/** An exchange may rest over a long weekend; only a longer hole is reported. */
const EXCHANGE_REST_MS = 5 * DAY_MS

/** Looks through the bars of one partition. Cost: O(n). */
export function partitionFacts(bars: BarColumns, intervalMs: number, calendar: Calendar): PartitionFacts {
  const { gaps, missingBars } = findGaps(bars.t, intervalMs, calendar)
  return {
    gaps: gaps.slice(0, LISTED_GAPS),
    gapCount: gaps.length,
    missingBars,
    ...zeroVolume(bars.volume),
    ...findJumps(bars),
  }
}

/** Missing bars between two neighbours; null if there are none. `bars` counts the grid, so on an exchange it includes closed hours. */
function gapBetween(before: number, after: number, intervalMs: number, calendar: Calendar): Gap | null {
  const step = after - before
  if (step <= intervalMs || (calendar === 'exchange' && step <= EXCHANGE_REST_MS)) return null
  return { from: before + intervalMs, to: after - intervalMs, bars: Math.round(step / intervalMs) - 1 }
}

export interface SeriesGaps {
  /** Those that the catalog lists, and those between files. */
  readonly gaps: readonly Gap[]
  /** All of them. */
  readonly gapCount: number
  readonly missingBars: number
}

/** The gaps of a series. One that crosses the end of a file is one gap, between files, and stands in none of them. */
export function seriesGaps(series: SeriesEntry, intervalMs: number): SeriesGaps {
  const gaps: Gap[] = []
  let [gapCount, missingBars] = [0, 0]
  series.files.forEach((file, i) => {
    const before = series.files[i - 1]
    const edge = before ? gapBetween(before.to, file.from, intervalMs, series.calendar) : null
    gaps.push(...(edge ? [edge] : []), ...file.gaps)
    gapCount += (edge ? 1 : 0) + file.gapCount
    missingBars += (edge?.bars ?? 0) + file.missingBars
  })
  return { gaps, gapCount, missingBars }
}

/** What a person should know about a series, one line each. */
export function seriesWarnings(series: SeriesEntry, intervalMs: number): string[] {
  const warnings: string[] = []
  const { gaps, gapCount, missingBars } = seriesGaps(series, intervalMs)
  if (gaps.length > 0) {
    const longest = gaps.reduce((a, b) => (b.bars > a.bars ? b : a))
    const what =
      series.calendar === '24x7'
        ? `${missingBars} bars missing in ${gapCount} gaps`
        : `${gapCount} spells of more than ${EXCHANGE_REST_MS / DAY_MS} days without a bar`
    warnings.push(`W_GAPS ${what}, the longest ${describeGap(longest)}`)
  }
  const sum = (fact: 'zeroVolumeBars' | 'jumpCount'): number =>
    series.files.reduce((total, file) => total + file[fact], 0)
  const rows = series.files.reduce((total, file) => total + file.rows, 0)
  const duplicates = series.files.reduce((total, file) => total + (file.repairs['drop-identical-duplicates'] ?? 0), 0)
  if (duplicates > 0) warnings.push(`W_DUPLICATES ${duplicates} bars stood twice in the source with the same values`)
  const zero = sum('zeroVolumeBars')
  const longestRun = Math.max(0, ...series.files.map((file) => file.longestZeroVolumeRun))
  if (zero > 0) warnings.push(`W_ZERO_VOLUME ${zero} of ${rows} bars have no volume, at most ${longestRun} in a row`)
  const jump = series.files.flatMap((file) => file.jumps).sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
  if (jump) {
    const change = `${(jump.change * 100).toFixed(1)} % at ${formatTime(jump.t)}`
    warnings.push(`W_JUMPS ${sum('jumpCount')} closes moved more than ${JUMP_SIGMAS} sigma, the largest ${change}`)
  }
  return warnings
}

export const describeGap = ({ from, to, bars }: Gap): string =>
  bars === 1 ? `${formatTime(from)} (1 bar)` : `${formatTime(from)} to ${formatTime(to)} (${bars} bars)`

function findGaps(t: Float64Array, intervalMs: number, calendar: Calendar): { gaps: Gap[]; missingBars: number } {
  const gaps: Gap[] = []
  let missingBars = 0
  for (let i = 1; i < t.length; i++) {
    if (t[i]! - t[i - 1]! === intervalMs) continue
    const gap = gapBetween(t[i - 1]!, t[i]!, intervalMs, calendar)
    if (!gap) continue
    gaps.push(gap)
    missingBars += gap.bars
  }
  return { gaps, missingBars }
}

function zeroVolume(volume: Float64Array | null): { zeroVolumeBars: number; longestZeroVolumeRun: number } {
  let [zeroVolumeBars, longestZeroVolumeRun, run] = [0, 0, 0]
  for (let i = 0; volume && i < volume.length; i++) {
    run = volume[i] === 0 ? run + 1 : 0
    if (run > 0) zeroVolumeBars++
    if (run > longestZeroVolumeRun) longestZeroVolumeRun = run
  }
  return { zeroVolumeBars, longestZeroVolumeRun }
}

/** Compares each change of the close with the running standard deviation of those before it (Welford). */
function findJumps({ t, close }: BarColumns): { jumps: Jump[]; jumpCount: number } {
  const jumps: Jump[] = []
  let [n, mean, squares] = [0, 0, 0]
  for (let i = 1; i < close.length; i++) {
    const change = close[i]! / close[i - 1]! - 1
    const sigma = Math.sqrt(squares / n)
    if (n >= JUMP_SAMPLES && sigma > 0 && Math.abs(change - mean) > JUMP_SIGMAS * sigma)
      jumps.push({ t: t[i]!, change })
    n++
    const off = change - mean
    mean += off / n
    squares += off * (change - mean)
  }
  const largest = jumps.toSorted((a, b) => Math.abs(b.change) - Math.abs(a.change)).slice(0, LISTED_JUMPS)
  return { jumps: largest.sort((a, b) => a.t - b.t), jumpCount: jumps.length }
}
