import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Maximum drawdown of the daily equity curve.
 * Formula: max (peak − equity)/peak.
 * Convention: positive; the start capital is a point, so a first losing day counts; at most `maxDrawdownBars`.
 * Null: no returns.
 * Source: Magdon-Ismail and Atiya (2004), Risk 17(10).
 */
export const maxDrawdown: Metric = {
  name: 'maxDrawdown',
  title: 'Max DD',
  unit: 'fraction',
  direction: -1,
  minSamples: 1,
  compute: (_outcome, summary) => orNull(summary.curve.maxDrawdown),
}
