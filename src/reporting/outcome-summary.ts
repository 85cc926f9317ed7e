/**
 * What several metrics of one trial share, computed once by `update` and read by every `Metric.compute`.
 *
 * One object a thread: its parts keep their buffers and overwrite their fields, so a trial allocates nothing here. The kernels are plain
 * loops over typed arrays in a fixed order; what is rejected is a lazy getter a value, which costs a branch and a shape
 * change in every metric for sums that nearly every run needs.
 * Inside, NaN stands for undefined (`orNull` turns it into null at the door).
 */
import type { TrialOutcome } from '../domain/outcome.ts'
import { BenchmarkFit } from './benchmark-fit.ts'
import type { MetricContext } from './contract.ts'
import { EquityCurve } from './equity-curve.ts'
import { ReturnMoments } from './return-moments.ts'
import { ReturnTail } from './return-tail.ts'
import { TradeSums } from './trade-sums.ts'

export class OutcomeSummary {
  readonly returns = new ReturnMoments()
  readonly curve = new EquityCurve()
  readonly tail = new ReturnTail()
  readonly trades = new TradeSums()
  readonly benchmark = new BenchmarkFit()

  /** Overwrites every field from one trial. Cost: measured by tests/bench/metrics.ts. */
  update(outcome: TrialOutcome, context: MetricContext): void {
    this.returns.update(outcome.dailyReturns, context)
    this.curve.update(outcome.dailyEquity, outcome.initialCash)
    this.tail.update(outcome.dailyReturns, context.tailAlpha)
    this.trades.update(outcome.trades)
    this.benchmark.update(this.returns, outcome.dailyReturns, context)
  }
}
