/**
 * The text of a config → a plain tree and the places of its nodes. YAML 1.2 (core schema) or JSON; a file named .json must be JSON.
 * Refused: duplicate keys, tags, `<<`, several documents, aliases that multiply (at most 100), names that mean something to JavaScript
 * objects, and `${…}`, which would look as if it were filled in from the environment.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
} from 'yaml'
import { ConfigError } from '../core/errors.ts'
import { type ConfigIssue, type Locate, show } from './issues.ts'
import type { Path } from './tree.ts'

export interface ConfigText {
  readonly tree: Readonly<Record<string, unknown>>
  readonly locate: Locate
}

const LONGEST = 4_000_000
const DEEPEST = 32

/** Errors: ConfigError E_CONFIG_SYNTAX. What the language allows but a config does not, `badNodes` finds. */
export function readConfigText(text: string, fileName: string): ConfigText {
  if (text.length > LONGEST) refuse(fileName, `has ${text.length} characters, at most ${LONGEST} are allowed`)
  if (fileName.toLowerCase().endsWith('.json')) requireJson(text, fileName)
  const lines = new LineCounter()
  const source = text.replace(/^\uFEFF/, '')
  const document = parse(source, fileName, lines)
  const fault = [...document.errors, ...document.warnings][0]
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0])
    const code = source.split('\n')[line - 1]?.includes('${') ? 'VARIABLE' : fault.code
    refuse(`${fileName}:${line}:${col}`, faultText(fault.code, fault.message, source.slice(fault.pos[0])), code)
  }
  const locate: Locate = (path) => {
    const offset = offsetOf(document.contents, path)
    if (offset === undefined) return undefined
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  const tree = toTree(document, fileName)
  if (tree === null || typeof tree !== 'object' || Array.isArray(tree))
    refuse(fileName, tree === null ? 'is empty' : `holds ${show(tree)}, not a map`)
  return { tree: tree as Record<string, unknown>, locate }
}

function refuse(place: string, cause: string, code = ''): never {
  throw new ConfigError(
    'E_CONFIG_SYNTAX',
    `${place}: ${cause}`,
    REMEDIES[code] ?? 'a config is a YAML or JSON map; see configs/ for examples',
  )
}

const REMEDIES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of them',
  TAG_RESOLVE_FAILED: 'remove the tag; quote the value if the ! belongs to it',
  TAB_AS_INDENT: 'indent with blanks',
  VARIABLE: 'write the value itself: environment variables are not filled in',
}

function faultText(code: string, message: string, source: string): string {
  if (code === 'TAG_RESOLVE_FAILED') return 'tags are not supported'
  if (code === 'DUPLICATE_KEY') return `the key ${/^[^:\s]*/.exec(source)![0]} stands here for the second time`
  if (code === 'MULTIPLE_DOCS') return 'holds several documents, only one is allowed'
  return message.startsWith('Maximum call stack')
    ? 'is nested too deeply'
    : message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '')
}

/** The parser recurses, so a text of a hundred thousand brackets ends in its own RangeError. */
function parse(text: string, fileName: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: true, lineCounter })
  } catch (error) {
    return refuse(fileName, `cannot be read: ${(error as Error).message}`)
  }
}

function toTree(document: ReturnType<typeof parse>, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch (error) {
    return refuse(fileName, `cannot be read: ${(error as Error).message}`)
  }
}

function requireJson(text: string, fileName: string): void {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new ConfigError(
      'E_CONFIG_SYNTAX',
      `${fileName}: is not JSON: ${(error as Error).message}`,
      'name a YAML file .yaml',
    )
  }
}

/** Names of Object.prototype: no user's name may be one, so that no look-up ever finds something that nobody registered. */
const isReserved = (key: string): boolean => key === 'prototype' || key in Object.prototype

/** What no config may hold, wherever it stands. */
export function* badNodes(node: unknown, path: Path = []): Generator<ConfigIssue> {
  if (path.length > DEEPEST) {
    yield { path, fault: `is nested deeper than ${DEEPEST} levels`, remedy: 'flatten it' }
  } else if (typeof node === 'string' && node.includes('${')) {
    yield {
      path,
      fault: `is ${show(node)}, but environment variables are not filled in`,
      remedy: 'write the value itself',
    }
  } else if (Array.isArray(node)) {
    for (const [i, entry] of node.entries()) yield* badNodes(entry, [...path, i])
  } else if (node !== null && typeof node === 'object') {
    for (const [key, entry] of Object.entries(node)) {
      if (isReserved(key))
        yield {
          path: [...path, key],
          fault: 'is a name that JavaScript keeps for itself',
          remedy: 'choose another name',
        }
      else if (key === '<<') yield { path: [...path, key], fault: 'is not supported', remedy: 'write the keys out' }
      else yield* badNodes(entry, [...path, key])
    }
  }
}

/** Where a node begins (a map's entry: its key); for a path that is not there, the nearest node above it. */
function offsetOf(root: ParsedNode | null, path: Path): number | undefined {
  let node: unknown = root
  let offset = root?.range[0]
  for (const key of path) {
    if (isAlias(node) || !isCollection(node)) break
    const item = isMap(node) ? node.items.find((pair) => keyText(pair.key) === String(key)) : node.items[Number(key)]
    if (item === undefined) break
    const start = isPair(item) ? item.key : item
    node = isPair(item) ? item.value : item
    offset = (start as Node | null)?.range?.[0] ?? offset
  }
  return offset
}

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)
