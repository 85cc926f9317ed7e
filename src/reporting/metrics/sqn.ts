import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * System quality number.
 * Formula: √n · mean/sd of net PnL, sd over n − 1.
 * Convention: n is not capped at 100.
 * Null: fewer than two trades, or no variance (sd ≤ 1e-12 · max|net PnL|).
 * Source: Tharp (2008), Definitive Guide to Position Sizing.
 */
export const sqn: Metric = {
  name: 'sqn',
  title: 'SQN',
  unit: '',
  direction: 1,
  minSamples: 2,
  compute(_outcome, summary) {
    const { hasVariance, count, netPnl, sd } = summary.trades
    return hasVariance ? orNull((Math.sqrt(count) * (netPnl / count)) / sd) : null
  },
}
