/** L1. Whether a market is long enough for what is to be computed on it. */
import { DataError } from '../core/errors.ts'
import type { Market } from '../domain/market.ts'

/**
 * Refuses a market whose bars all go into warm-up: at least one bar must be left to trade on after `warmUpBars` of them.
 * `what` names it in the message. Errors: E_DATASET_TOO_SHORT need ≥N have M.
 */
export function requireBars(market: Market, warmUpBars: number, what: string): void {
  const [need, have] = [warmUpBars + 1, market.t.length]
  if (have >= need) return
  throw new DataError(
    'E_DATASET_TOO_SHORT',
    `${what} is too short: need ≥${need} bars (warm-up of ${warmUpBars}, and one to trade on), have ${have}`,
    'shorten the longest period, or import more history',
  )
}
