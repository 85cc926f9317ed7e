import type { Metric } from '../contract.ts'
import { orNull } from '../or-null.ts'

/**
 * Expectancy in units of risk.
 * Formula: expectancy / −average loss.
 * Convention: R is the average loss, as no planned risk is recorded.
 * Null: no losses.
 * Source: Tharp (1998), Trade Your Way to Financial Freedom.
 */
export const expectancyR: Metric = {
  name: 'expectancyR',
  title: 'Expectancy R',
  unit: '',
  direction: 1,
  minSamples: 1,
  compute(_outcome, summary) {
    const { netPnl, count, lost, losses } = summary.trades
    return losses > 0 ? orNull(netPnl / count / (-lost / losses)) : null
  },
}
