/** The design's example as text, and edits of it. */
import { readFileSync } from 'node:fs'
import { parseConfig } from '../../src/config/parse-config.ts'
import type { Registries } from '../../src/config/registries.ts'
import type { RunConfig } from '../../src/domain/run-spec.ts'

export const SAMPLE = readFileSync(new URL('../../configs/sp500-sma-cross.yaml', import.meta.url), 'utf8')

/** The sample with some of its text replaced; what is replaced must be there. */
export function edited(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sample has no ${from}`)
    return text.replace(from, () => to)
  }, SAMPLE)
}

export const parsed = (...edits: readonly (readonly [string, string])[]): RunConfig =>
  parseConfig(edited(...edits), { fileName: 'a.yaml' })

export interface Refusal {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/** The error of a config that must not pass. */
export function refusal(text: string, fileName = 'a.yaml', registries?: Registries): Refusal {
  try {
    parseConfig(text, { fileName, ...(registries && { registries }) })
  } catch (error) {
    const { name, code, message, remedy } = error as Refusal
    if (code === undefined) throw error
    return { name, code, message, remedy }
  }
  throw new Error('the config was accepted')
}
