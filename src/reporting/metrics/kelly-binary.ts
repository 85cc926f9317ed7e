import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Kelly fraction from trades.
 * Formula: w − (1 − w)/payoffRatio, w = winRate.
 * Convention: of the stake that is lost in an average loss; from trades, unlike `kellyContinuous`.
 * Null: no wins or no losses.
 * Source: Kelly (1956), Bell System Technical Journal 35(4).
 */
export const kellyBinary: Metric = {
  name: 'kellyBinary',
  title: 'Kelly (trades)',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute(_outcome, summary) {
    const { gains, wins, lost, losses, count } = summary.trades
    if (wins === 0 || losses === 0) return null
    const payoff = gains / wins / (-lost / losses)
    return orNull((wins - (count - wins) / payoff) / count)
  },
}
