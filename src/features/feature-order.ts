/**
 * The features of a strategy, checked, bound and put into an order in which each one's inputs are computed before it.
 * The order is a depth-first walk in the config's order, so the same config always gives the same one.
 */
import { ZodError, ZodObject } from 'zod'
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'
import { BAR_COLUMNS, type BarColumn, type TapeColumn } from '../domain/market.ts'
import type { PluginSpec } from '../domain/strategy-spec.ts'
import type { Feature, FeatureDefinition } from './contract.ts'

/** Where an input comes from: a bar column or one of the user's (`signals.NAME`), or output number `output` of another feature. */
export type FeatureInput =
  | { readonly kind: 'bar'; readonly column: TapeColumn }
  | { readonly kind: 'feature'; readonly name: string; readonly output: number }

export interface OrderedFeature {
  /** The user's name. */
  readonly name: string
  readonly feature: Feature
  /** In the order of `feature.inputs`. */
  readonly inputs: readonly FeatureInput[]
  /** For each output the index of its first value when the bars are finite from index 0: its own warm-up after its inputs'. */
  readonly firstValue: readonly number[]
}

/**
 * Binds each spec and orders them by what they read.
 * Errors (ConfigError): E_FEATURE_NAME, a name that is a bar column or holds a dot; E_FEATURE_TYPE, an unknown type; E_FEATURE_PARAMS, bad
 * parameters; E_FEATURE_INPUT, an input that is neither a bar column nor a feature nor an output of one; E_FEATURE_CYCLE.
 */
export function orderFeatures(
  specs: Readonly<Record<string, PluginSpec>>,
  definitions: Readonly<Record<string, FeatureDefinition>>,
): OrderedFeature[] {
  const bound = new Map(Object.entries(specs).map(([name, spec]) => [name, bindFeature(name, spec, definitions)]))
  const ordered = new Map<string, OrderedFeature>()
  const path: string[] = []

  const visit = (name: string): OrderedFeature => {
    const done = ordered.get(name)
    if (done) return done
    if (path.includes(name)) throw cycleError([...path.slice(path.indexOf(name)), name])
    path.push(name)
    const feature = bound.get(name)!
    const inputs = feature.inputs.map((text) => resolveInput(name, text, bound))
    const starts = inputs.map((input) => (input.kind === 'bar' ? 0 : visit(input.name).firstValue[input.output]!))
    path.pop()
    const start = Math.max(0, ...starts)
    const node = { name, feature, inputs, firstValue: feature.warmup.map((bars) => start + bars) }
    ordered.set(name, node)
    return node
  }
  for (const name of bound.keys()) visit(name)
  return [...ordered.values()]
}

/** The names under which a feature's outputs are read: `fast`, or `bands.upper`, `bands.lower` … when it has several. */
export function outputKeys(name: string, feature: Feature): string[] {
  return feature.outputs.length === 1 ? [name] : feature.outputs.map((output) => `${name}.${output}`)
}

export const isBarColumn = (text: string): text is BarColumn => (BAR_COLUMNS as readonly string[]).includes(text)

/** Whether a name means a bar column or a signal. Which signals there are, only the market knows. */
export const isTapeColumn = (text: string): text is TapeColumn =>
  isBarColumn(text) || /^signals\.[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)

function bindFeature(
  name: string,
  { type, ...params }: PluginSpec,
  definitions: Readonly<Record<string, FeatureDefinition>>,
): Feature {
  if (name === '' || name.includes('.') || isBarColumn(name) || name === 'signals') {
    const reason = isBarColumn(name)
      ? 'is a bar column'
      : name === 'signals'
        ? 'is kept for signals'
        : 'is empty or holds a dot'
    throw new ConfigError(
      'E_FEATURE_NAME',
      `features: the name "${name}" ${reason}`,
      'Choose a name of your own without a dot.',
    )
  }
  if (!Object.hasOwn(definitions, type)) {
    const known = Object.keys(definitions)
    throw new ConfigError(
      'E_FEATURE_TYPE',
      `features.${name}.type: unknown feature "${type}"${didYouMean(String(type), known)}`,
      `Known features: ${known.join(', ')}.`,
    )
  }
  try {
    return definitions[type]!.bind(params)
  } catch (error) {
    if (error instanceof ZodError) throw parameterError(name, type, params, definitions[type]!, error)
    throw error
  }
}

function resolveInput(reader: string, text: string, bound: ReadonlyMap<string, Feature>): FeatureInput {
  if (isTapeColumn(text)) return { kind: 'bar', column: text }
  if (bound.has(text)) return { kind: 'feature', name: text, output: 0 }
  const dot = text.indexOf('.')
  const name = text.slice(0, Math.max(0, dot))
  const output = bound.get(name)?.outputs.indexOf(text.slice(dot + 1)) ?? -1
  if (output >= 0) return { kind: 'feature', name, output }
  const candidates: string[] = [...BAR_COLUMNS]
  for (const [other, feature] of bound) candidates.push(other, ...outputKeys(other, feature))
  throw new ConfigError(
    'E_FEATURE_INPUT',
    `features.${reader}: input "${text}" is neither a bar column nor a feature${didYouMean(text, candidates)}`,
    `It may read: ${[...new Set(candidates)].filter((candidate) => candidate !== reader).join(', ')}.`,
  )
}

const cycleError = (cycle: readonly string[]): ConfigError =>
  new ConfigError(
    'E_FEATURE_CYCLE',
    `features: ${cycle.join(' reads ')}`,
    'Let one of them read a bar column, or a feature outside this cycle.',
  )

/** The first thing wrong, with its path, value and rule. */
function parameterError(
  name: string,
  type: string,
  params: Readonly<Record<string, unknown>>,
  { schema }: FeatureDefinition,
  error: ZodError,
): ConfigError {
  const issue = error.issues[0]!
  const at = ['features', name, ...issue.path.map(String)].join('.')
  const known = schema instanceof ZodObject ? Object.keys(schema.shape) : []
  const remedy = known.length > 0 ? `Parameters of ${type}: ${known.join(', ')}.` : `See the parameters of ${type}.`
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    return new ConfigError(
      'E_FEATURE_PARAMS',
      `${at}: ${type} has no parameter "${key}"${didYouMean(key, known)}`,
      remedy,
    )
  }
  const key = String(issue.path[0] ?? '')
  const value = params[key]
  const was = value === undefined ? 'it is missing' : `was ${typeof value === 'number' ? value : JSON.stringify(value)}`
  return new ConfigError('E_FEATURE_PARAMS', `${at}: ${issue.message}; ${was}`, remedy)
}
