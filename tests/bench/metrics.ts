/**
 * Cost of all metrics of one trial in steady state: `node --expose-gc tests/bench/metrics.ts`.
 * Many different trials take turns, because a branch predictor learns one series of a thousand returns by heart.
 */
import { randomStream } from '../../src/core/seeded-streams.ts'
import type { TrialOutcome } from '../../src/domain/outcome.ts'
import { computeMetrics } from '../../src/reporting/compute-metrics.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { OutcomeSummary } from '../../src/reporting/outcome-summary.ts'
import { type PlainTrade, plainOutcome } from '../../src/reporting/plain-outcome.ts'
import { allMetrics } from '../../src/reporting/registry.ts'

const TRIALS = 512
const ROUNDS = 40

for (const [days, trades, limit] of [
  [70, 300, 12],
  [1_460, 600, 120],
] as const) {
  const outcomes = Array.from({ length: TRIALS }, (_, i) => randomOutcome(days, trades, i))
  const benchmarkReturns = outcomes[0]!.dailyReturns
  for (const context of [metricContext(), metricContext({ rfAnnual: 0.03, benchmarkReturns })]) {
    const summary = new OutcomeSummary()
    const out = new Float64Array(allMetrics.length)
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < ROUNDS; round++) {
      const start = process.hrtime.bigint()
      for (const outcome of outcomes) computeMetrics(outcome, summary, context, allMetrics, out)
      best = Math.min(best, Number(process.hrtime.bigint() - start) / 1_000 / TRIALS)
    }
    const heap = heapPerTrial(() => {
      for (const outcome of outcomes) computeMetrics(outcome, summary, context, allMetrics, out)
    })
    const against = context.benchmark === null ? 'no benchmark' : 'with benchmark'
    console.log(
      `${days} returns, ${trades} trades, ${allMetrics.length} metrics, ${against}: ${best.toFixed(2)} µs (limit ${limit}), ${heap} B of garbage a trial`,
    )
  }
}

/** Bytes a trial leaves on the heap, with collections held off. */
function heapPerTrial(run: () => void): number {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  run()
  return Math.round((process.memoryUsage().heapUsed - before) / TRIALS)
}

function randomOutcome(days: number, count: number, seed: number): TrialOutcome {
  const random = randomStream(seed, 'bench', 'outcome')
  const bell = (): number => random() + random() + random() + random() - 2
  const returns = Float64Array.from({ length: days }, () => (random() < 0.2 ? 0 : 0.02 * bell()))
  const span = (days * 86_400_000) / count
  const trades = Array.from({ length: count }, (_, i): PlainTrade => {
    const entryTime = (i + 0.4 * random()) * span
    const entryNotional = 10_000 * (1 + random())
    const netPnl = 0.01 * entryNotional * bell()
    const exitTime = entryTime + 0.5 * span * random()
    return { netPnl, entryNotional, fees: 5, slippage: 1, entryTime, exitTime, notional: 2 * entryNotional }
  })
  return plainOutcome({ returns, trades })
}
