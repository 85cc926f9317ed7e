import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Payoff ratio.
 * Formula: average win / −average loss.
 * Convention: in money.
 * Null: no wins or no losses.
 * Source: tests/vectors/README.md, trades.json.
 */
export const payoffRatio: Metric = {
  name: 'payoffRatio',
  title: 'Payoff',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute(_outcome, summary) {
    const { gains, wins, lost, losses } = summary.trades
    return wins > 0 && losses > 0 ? orNull(gains / wins / (-lost / losses)) : null
  },
}
