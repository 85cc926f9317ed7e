import type { TrialOutcome } from '../domain/outcome.ts'
import type { Metric, MetricContext } from './contract.ts'
import type { OutcomeSummary } from './outcome-summary.ts'

/**
 * All metrics of one trial: metric m goes to out[offset + m · stride], NaN standing for null (and for anything that is not finite).
 * With `stride` = rows and `offset` = the row, `out` is one buffer of columns, as a `ResultBatch` holds them.
 *
 * @param summary a thread's own; overwritten
 * @param metrics in registry order (`allMetrics`), or any choice of them
 */
export function computeMetrics(
  outcome: TrialOutcome,
  summary: OutcomeSummary,
  context: MetricContext,
  metrics: readonly Metric[],
  out: Float64Array,
  offset = 0,
  stride = 1,
): void {
  summary.update(outcome, context)
  for (let m = 0; m < metrics.length; m++) {
    const value = metrics[m]!.compute(outcome, summary, context)
    out[offset + m * stride] = value !== null && value - value === 0 ? value + 0 : Number.NaN
  }
}
