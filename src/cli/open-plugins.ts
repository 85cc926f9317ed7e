/** What a config can name on this command line: what ships, the user's strategy file, a folder of plug-ins. */
import { builtInRegistries, type Registries } from '../config/registries.ts'

export interface OpenedPlugins {
  readonly registries: Registries
  /** Content hash of the user's modules; empty when there are none. */
  readonly pluginHash: string
}

export async function openPlugins(_options: {
  readonly strategy?: string
  readonly plugins?: string
}): Promise<OpenedPlugins> {
  return { registries: builtInRegistries, pluginHash: '' }
}
