/** Strategies that a config can name: one file and one line each. */
import type { StrategyDefinition } from './contract.ts'
import { donchianBreakout } from './donchian-breakout.ts'
import { rsiReversion } from './rsi-reversion.ts'
import { smaCross } from './sma-cross.ts'

export const strategies = {
  'donchian-breakout': donchianBreakout,
  'rsi-reversion': rsiReversion,
  'sma-cross': smaCross,
} as const satisfies Record<string, StrategyDefinition>
