/**
 * What is wrong with a config, in the reader's words. zod finds the faults; here each becomes path, value, rule and remedy, with the
 * nearest known name for a misspelt one. Faults inside a union are those of the branch that was meant, never "Invalid input".
 */
import type { z } from 'zod'
import { nearest } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'
import { keysOf, schemaAt } from './schema-shape.ts'
import { nodeAt, type Path, pathText } from './tree.ts'

export interface ConfigIssue {
  /** Where in the config: `['strategy', 'features', 'fast', 'period']`. */
  readonly path: Path
  /** What is wrong, beginning behind the path: `is 0, must be at least 1`. */
  readonly fault: string
  /** What to do; empty when the fault says it. */
  readonly remedy: string
  /** Code of the ConfigError when this is the first issue; default E_CONFIG_INVALID. */
  readonly code?: string
  /** A rule that a schema's author wrote, over several parameters as a rule: another axis may still make it hold. */
  readonly joint?: boolean
}

/** A place in the config's text, one-based. */
export type Locate = (path: Path) => { readonly line: number; readonly column: number } | undefined

/** All faults of a config at once, one line each. `code` is the first fault's. */
export class InvalidConfigError extends ConfigError {
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[], fileName: string, locate: Locate) {
    const lines = issues.map(({ path, fault }) => {
      const place = locate(path)
      return `${fileName}${place ? `:${place.line}:${place.column}` : ''}: ${pathText(path)} ${fault}`
    })
    const remedies = new Set(issues.map(({ remedy }) => remedy).filter((remedy) => remedy !== ''))
    const remedy = remedies.size > 0 ? [...remedies].slice(0, 3).join('; ') : REMEDY
    super(issues[0]?.code ?? 'E_CONFIG_INVALID', lines.join('\n'), remedy)
    this.issues = issues
  }
}

const REMEDY = 'correct it; quantfarm schema writes down every key with its type, limits and default'

/** A value as messages show it: short, one line, NaN and infinities by name. */
export function show(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}

/**
 * @param schema the one that failed: known keys are read from it
 * @param input what it was given
 * @param at where that stands in the config
 */
export function issuesOf(error: z.ZodError, schema: z.ZodType, input: unknown, at: Path = []): ConfigIssue[] {
  return (error.issues as readonly RawIssue[]).flatMap((issue) => explain(issue, schema, input, at))
}

type RawIssue = z.core.$ZodIssue

function explain(issue: RawIssue, schema: z.ZodType, input: unknown, at: Path): ConfigIssue[] {
  const path = [...at, ...(issue.path as Path)]
  const value = nodeAt(input, issue.path as Path)
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysOf(schema, issue.path)
      return issue.keys.map((key) => unknownKey([...path, key], key, known))
    }
    case 'invalid_union': {
      const branch = isDefault(issue) ? likelyBranch(issue.errors) : []
      if (branch.length === 0)
        return [
          {
            path,
            fault: isValue(value, isDefault(issue) ? 'is none of the allowed forms' : issue.message),
            remedy: '',
          },
        ]
      const node = schemaAt(schema, issue.path) ?? schema
      return branch.flatMap((inner) => explain(inner, node, value, path))
    }
    case 'invalid_key':
      return [{ path, fault: `has a name that ${issue.issues[0]?.message ?? 'is not allowed'}`, remedy: '' }]
    case 'custom': {
      const known = issue.params as Partial<ConfigIssue> | undefined
      if (known?.fault === undefined) return [{ path, fault: isValue(value, issue.message), remedy: '', joint: true }]
      return [{ ...(known as ConfigIssue), path }]
    }
    default:
      if (value === undefined) return [{ path, fault: 'is missing', remedy: missingRemedy(path, issue) }]
      return [{ path, fault: isValue(value, ruleOf(issue, value)), remedy: '' }]
  }
}

const isValue = (value: unknown, rule: string): string => `is ${show(value)}, ${rule}`

/** A key that no schema knows, with the nearest known one. */
function unknownKey(path: Path, key: string, known: readonly string[]): ConfigIssue {
  const near = nearest(key, known)
  return {
    path,
    fault: `is not a known key${near === undefined ? '' : ` (did you mean "${near}"?)`}`,
    remedy: known.length > 0 ? `known keys: ${known.join(', ')}` : `remove ${key}`,
  }
}

/** A word that is none of the allowed ones. */
export function notOneOf(value: unknown, words: readonly unknown[], what = 'must be'): string {
  const near = typeof value === 'string' ? nearest(value, words.map(String)) : undefined
  const listed = words.length > 16 ? `${words.slice(0, 12).join(' | ')} … (${words.length} in all)` : words.join(' | ')
  return `${what} ${listed}${near === undefined ? '' : ` (did you mean "${near}"?)`}`
}

/** zod's own texts begin like this; any other text is a rule that the schema's author wrote. */
const isDefault = ({ message }: RawIssue): boolean => /^(?:Invalid|Too |Unrecognized)/.test(message)

function ruleOf(issue: RawIssue, value: unknown): string {
  if (!isDefault(issue)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return typeof value === 'number' && !Number.isFinite(value)
        ? 'must be a finite number'
        : `must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`
    case 'invalid_value':
      return notOneOf(value, issue.values)
    case 'too_small':
      return sizeRule(issue.origin, issue.minimum, issue.inclusive === false ? 'above' : 'at least')
    case 'too_big':
      return sizeRule(issue.origin, issue.maximum, issue.inclusive === false ? 'below' : 'at most')
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return issue.message.replace(/^Invalid \w+: /, '')
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
}

function sizeRule(origin: string, limit: number | bigint, relation: string): string {
  if (origin === 'string') return `must have ${relation} ${limit} characters`
  if (origin === 'array' || origin === 'set' || origin === 'map') return `must have ${relation} ${limit} entries`
  return `must be ${relation} ${limit}`
}

function missingRemedy(path: Path, issue: RawIssue): string {
  if (issue.code === 'invalid_value') return `add ${pathText(path)}: ${issue.values.join(' | ')}`
  return `add ${pathText(path)}${issue.code === 'invalid_type' && KINDS[issue.expected] ? `, ${KINDS[issue.expected]}` : ''}`
}

/** The branch that fails deepest was the one meant; of equals the one with the fewest faults. */
function likelyBranch(branches: readonly (readonly RawIssue[])[]): readonly RawIssue[] {
  const depth = (branch: readonly RawIssue[]) => branch.reduce((deepest, { path }) => Math.max(deepest, path.length), 0)
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
}
