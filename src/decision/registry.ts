/** L4 registry. */
import type { DecisionDefinition } from './contract.ts'
import { columns } from './rules/columns.ts'
import { crossover } from './rules/crossover.ts'
import { threshold } from './rules/threshold.ts'

export const decisions = { columns, crossover, threshold } as const satisfies Record<string, DecisionDefinition>
