import type { TrialOutcome } from '../../src/domain/outcome.ts'
import { computeMetrics } from '../../src/reporting/compute-metrics.ts'
import type { MetricContext } from '../../src/reporting/contract.ts'
import { OutcomeSummary } from '../../src/reporting/outcome-summary.ts'
import { allMetrics } from '../../src/reporting/registry.ts'

/** Every metric of the registry by name, null where undefined. */
export function valuesOf(
  outcome: TrialOutcome,
  context: MetricContext,
  summary = new OutcomeSummary(),
): Record<string, number | null> {
  const out = new Float64Array(allMetrics.length)
  computeMetrics(outcome, summary, context, allMetrics, out)
  return Object.fromEntries(allMetrics.map(({ name }, m) => [name, Number.isNaN(out[m]) ? null : out[m]!]))
}
