import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Fees of closed trades.
 * Formula: Σ fee over closed trades.
 * Convention: a rebate is negative; already inside net PnL.
 * Null: never.
 * Source: tests/vectors/README.md, trades.json.
 */
export const feesTotal: Metric = {
  name: 'feesTotal',
  title: 'Fees (closed)',
  unit: 'currency',
  direction: -1,
  minSamples: 0,
  compute: (_outcome, summary) => orNull(summary.trades.fees),
}
