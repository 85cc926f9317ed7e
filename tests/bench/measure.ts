/** Contenders over the same trials, chunk by chunk in turn, so that what slows the machine down slows both. */
import { allMetrics } from '../../src/reporting/registry.ts'

/** What a chunk of trials leaves: a column for each metric, and each trial's daily returns. */
export interface Rows {
  readonly metrics: readonly Float64Array[]
  readonly returns: readonly Float64Array[]
}

export interface Contender {
  readonly name: string
  /** Runs trials [from, to) of the plan. */
  run(from: number, to: number): Rows
}

export interface Timing {
  /** Sum over chunks of the least time that any round needed for the chunk, ms. */
  readonly ms: number
  /** Least time of a whole round, ms. */
  readonly wholeMs: number
  /** Like `ms`, in time that the thread really ran: what a busy machine's other work takes is not in it, nor is the collector's. */
  readonly cpuMs: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** [0, count) in pieces of `size`; with `every` n, only each n-th of them. */
export function chunksOf(count: number, size: number, every = 1): readonly Span[] {
  const chunks: Span[] = []
  for (let from = 0; from < count; from += size * every) chunks.push({ from, to: Math.min(count, from + size) })
  return chunks
}

/** Times every contender on every chunk, in turn, in each of `rounds` rounds after one that is not counted. */
export function interleaved(
  contenders: readonly Contender[],
  chunks: readonly Span[],
  rounds: number,
): readonly Timing[] {
  const least = contenders.map(() => new Float64Array(chunks.length).fill(Number.POSITIVE_INFINITY))
  const leastCpu = least.map((times) => times.slice())
  const whole = contenders.map(() => Number.POSITIVE_INFINITY)
  for (let round = -1; round < rounds; round++) {
    const sums = contenders.map(() => 0)
    chunks.forEach(({ from, to }, chunk) => {
      contenders.forEach((contender, k) => {
        const cpu = process.threadCpuUsage()
        const start = performance.now()
        contender.run(from, to)
        const ms = performance.now() - start
        const { user, system } = process.threadCpuUsage(cpu)
        const cpuMs = (user + system) / 1_000
        sums[k]! += ms
        if (round < 0) return
        if (ms < least[k]![chunk]!) least[k]![chunk] = ms
        if (cpuMs < leastCpu[k]![chunk]!) leastCpu[k]![chunk] = cpuMs
      })
    })
    if (round < 0) continue
    sums.forEach((sum, k) => {
      if (sum < whole[k]!) whole[k] = sum
    })
  }
  const total = (times: Float64Array): number => times.reduce((sum, ms) => sum + ms, 0)
  return contenders.map((_, k) => ({ ms: total(least[k]!), wholeMs: whole[k]!, cpuMs: total(leastCpu[k]!) }))
}

export interface Agreement {
  readonly trials: number
  /** Share of compared numbers that are equal in every bit. */
  readonly equalBits: number
  /** Largest relative difference, and where it is. */
  readonly worst: number
  readonly worstAt: string
}

/** Compares every metric and every daily return of two contenders. */
export function agreement(a: Contender, b: Contender, chunks: readonly Span[]): Agreement {
  let [trials, numbers, equal, worst, worstAt] = [0, 0, 0, 0, '']
  const compare = (x: number, y: number, scale: number, place: () => string) => {
    numbers++
    if (Object.is(x, y)) {
      equal++
      return
    }
    const difference = Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y), scale)
    if (difference <= worst) return
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
    worstAt = `${place()}: ${x} against ${y}`
  }
  for (const { from, to } of chunks) {
    const [left, right] = [a.run(from, to), b.run(from, to)]
    for (let row = 0; row < to - from; row++) {
      left.metrics.forEach((column, m) => {
        compare(column[row]!, right.metrics[m]![row]!, 0, () => `trial ${from + row}, ${allMetrics[m]!.name}`)
      })
      // A return is a quotient less 1: its rounding is that of 1.
      left.returns[row]!.forEach((value, day) => {
        compare(value, right.returns[row]![day] ?? Number.NaN, 1, () => `trial ${from + row}, return of day ${day}`)
      })
    }
    trials += to - from
  }
  return { trials, equalBits: equal / numbers, worst, worstAt }
}

/** Mean of the metric `trades` over the chunks. */
export function tradesPerTrial(contender: Contender, chunks: readonly Span[]): number {
  let [sum, trials] = [0, 0]
  for (const { from, to } of chunks) {
    sum += tradesOf(contender.run(from, to))
    trials += to - from
  }
  return sum / trials
}

/** Sum of the metric `trades` over the rows. */
export function tradesOf({ metrics }: Rows): number {
  return metrics[allMetrics.findIndex(({ name }) => name === 'trades')]!.reduce((sum, value) => sum + value, 0)
}

/** Ratios beside that of the summed minima: least whole rounds, and thread time. */
export function otherRatios(ours: Timing, theirs: Timing): string {
  const [whole, cpu] = [ours.wholeMs / theirs.wholeMs, ours.cpuMs / theirs.cpuMs]
  return `by whole rounds ${whole.toFixed(3)}, by thread time ${cpu.toFixed(3)}`
}
