/** Search methods by the name that `sweep.method.type` gives. A new method is one file and one line here. */
import type { SearchMethodDefinition } from './contract.ts'
import { grid } from './methods/grid.ts'

export const searchMethods = { grid } as const satisfies Record<string, SearchMethodDefinition>
