import type { z } from 'zod'
import type { StrategyInput } from '../strategies/contract.ts'
import type { WrittenAxis } from './axes.ts'
import { parseConfigTree } from './parse-config.ts'
import { builtInRegistries, type Registries } from './registries.ts'
import type { runSchema } from './run-schema.ts'

type Written = z.input<ReturnType<typeof runSchema>>
type WrittenSweep = NonNullable<Written['sweep']>

/** A strategy by name, as a config writes it. */
export interface WrittenStrategyCall {
  readonly name: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly risk?: StrategyInput['risk']
  readonly execution?: StrategyInput['execution']
}

/** A config as an object: the same names and nesting as in YAML, defaults left out. */
export type ConfigInput = Omit<Written, 'strategy' | 'sweep'> & {
  readonly strategy: StrategyInput | WrittenStrategyCall
  readonly sweep?: Omit<WrittenSweep, 'space'> & { readonly space: Readonly<Record<string, WrittenAxis>> }
}

/**
 * A config in TypeScript: typed while it is written, and checked by the rules that a file is checked by. Gives back what it was given.
 * @param registries with the user's plug-ins, where it names any
 * Errors: as parseConfig.
 */
export function defineSweep<const C extends ConfigInput>(config: C, registries: Registries = builtInRegistries): C {
  parseConfigTree(config, { fileName: 'defineSweep', registries })
  return config
}
