/** L5 registries. */
import type { RiskRuleDefinition, SizerDefinition } from './contract.ts'
import { maxDrawdownHalt } from './rules/max-drawdown-halt.ts'
import { stopLoss } from './rules/stop-loss.ts'
import { takeProfit } from './rules/take-profit.ts'
import { timeStop } from './rules/time-stop.ts'
import { trailingStop } from './rules/trailing-stop.ts'
import { atrRisk } from './sizers/atr-risk.ts'
import { fixedNotional } from './sizers/fixed-notional.ts'
import { fixedQuantity } from './sizers/fixed-quantity.ts'
import { fractionOfEquity } from './sizers/fraction-of-equity.ts'

export const sizers = {
  'atr-risk': atrRisk,
  'fixed-notional': fixedNotional,
  'fixed-quantity': fixedQuantity,
  'fraction-of-equity': fractionOfEquity,
} as const satisfies Record<string, SizerDefinition>

export const rules = {
  'max-drawdown-halt': maxDrawdownHalt,
  'stop-loss': stopLoss,
  'take-profit': takeProfit,
  'time-stop': timeStop,
  'trailing-stop': trailingStop,
} as const satisfies Record<string, RiskRuleDefinition>
