/**
 * The small expression language of constraints and of `--where`: arithmetic (+ − * / %), comparison (< <= > >= == !=), && || ! and
 * parentheses over named columns, numbers, 'texts', true and false. Parsed by jsep, then checked and turned into closures here: no
 * calls, no member access, no assignment, no `**`, never Function or eval. Each expression has one type, known before any row is seen.
 *
 * A missing number is NaN. Every comparison with it is false, `!=` too, as in SQL: a row whose metric is undefined is not selected.
 */
import jsep from 'jsep'
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'

export type ValueType = 'number' | 'text' | 'boolean'
export type Value = number | string | boolean
/** One cell a column; where a column stands is told to `bind`. */
export type Row = readonly (number | string)[]

export interface Expression {
  readonly text: string
  readonly type: ValueType
  /** Names used, in order of first appearance. */
  readonly names: readonly string[]
  /** Operands of a top-level `&&`, or the expression itself: each can be tested as soon as its own names are known. */
  readonly conjuncts: readonly Expression[]
  /** @param slotOf position of a name in the row */
  bind(slotOf: (name: string) => number): (row: Row) => Value
}

/**
 * Parses and type-checks an expression.
 * @param text at most 1,000 characters
 * @param types the known names; a column of booleans is 'boolean' when its cells are booleans, 'text' when they are 'true' and 'false'
 * @param what how messages call it: `constraint`, `--where`
 * Errors: ConfigError E_EXPRESSION (syntax, unknown name, types that do not fit).
 */
export function parseExpression(text: string, types: ReadonlyMap<string, ValueType>, what = 'expression'): Expression {
  const fail: Fail = (cause, remedy = 'write for example: fast < slow && stop <= 0.1') => {
    throw new ConfigError('E_EXPRESSION', `${what} "${text.slice(0, 200)}": ${cause}`, remedy)
  }
  if (text.length > LONGEST)
    fail(`has ${text.length} characters, at most ${LONGEST} are allowed`, 'split it into several constraints')
  return toExpression(text, check(parse(text, fail), types, fail))
}

/** parseExpression for conditions: the type must be boolean. */
export function parseCondition(text: string, types: ReadonlyMap<string, ValueType>, what = 'constraint'): Expression {
  const expression = parseExpression(text, types, what)
  if (expression.type === 'boolean') return expression
  throw new ConfigError(
    'E_EXPRESSION',
    `${what} "${text}" is a ${expression.type}, not a condition`,
    'compare it with something: fast < slow',
  )
}

const LONGEST = 1_000

type Fail = (cause: string, remedy?: string) => never
type Cell = (row: Row) => Value

/** A checked node; `bind` makes its closure. */
interface Node {
  readonly type: ValueType
  readonly names: ReadonlySet<string>
  /** What a top-level `&&` joins. */
  readonly conjuncts?: readonly Node[]
  /** A literal true or false may stand for the text of a boolean axis. */
  readonly literal?: boolean
  bind(slotOf: (name: string) => number): Cell
}

function parse(text: string, fail: Fail): jsep.Expression {
  try {
    return jsep(text)
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number }
    const equals = index !== undefined && text[index] === '='
    return fail(
      `${description ?? 'cannot be read'}${index === undefined ? '' : ` at character ${index + 1}`}`,
      equals ? 'equality is written ==' : undefined,
    )
  }
}

function toExpression(text: string, node: Node): Expression {
  const expression: Expression = {
    text,
    type: node.type,
    names: [...node.names],
    get conjuncts() {
      return node.conjuncts?.map((part) => toExpression(text, part)) ?? [expression]
    },
    bind: node.bind,
  }
  return expression
}

function check(tree: jsep.Expression, types: ReadonlyMap<string, ValueType>, fail: Fail): Node {
  switch (tree.type) {
    case 'Literal':
      return literal(tree as jsep.Literal, fail)
    case 'Identifier':
      return column((tree as jsep.Identifier).name, types, fail)
    case 'UnaryExpression': {
      const { operator, argument } = tree as jsep.UnaryExpression
      return unary(operator, check(argument, types, fail), fail)
    }
    case 'BinaryExpression': {
      const { operator, left, right } = tree as jsep.BinaryExpression
      return binary(operator, check(left, types, fail), check(right, types, fail), fail)
    }
    case 'Compound':
      return (tree as jsep.Compound).body.length === 0
        ? fail('is empty')
        : fail('is more than one expression', 'join conditions with && or ||')
    case 'CallExpression':
      return fail('calls a function; there are none', 'use + - * / % < <= > >= == != && || ! and parentheses')
    default:
      return fail(`holds a ${tree.type}`, 'use + - * / % < <= > >= == != && || ! and parentheses')
  }
}

function literal({ value, raw }: jsep.Literal, fail: Fail): Node {
  if (typeof value === 'number' && !Number.isFinite(value)) return fail(`${raw} is not a finite number`)
  if (typeof value !== 'number' && typeof value !== 'string' && typeof value !== 'boolean')
    return fail(`${raw} is not a number, a 'text', true or false`)
  const type = typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean')
  return { type, names: new Set(), literal: true, bind: () => () => value }
}

function column(name: string, types: ReadonlyMap<string, ValueType>, fail: Fail): Node {
  const type = types.get(name)
  if (type === undefined)
    return fail(
      `there is no "${name}"${didYouMean(name, types.keys())}`,
      types.size > 0 ? `names: ${[...types.keys()].slice(0, 40).join(', ')}` : 'there are no names to use',
    )
  const bind: Node['bind'] = (slotOf) => {
    const slot = slotOf(name)
    return (row) => row[slot]!
  }
  return { type, names: new Set([name]), bind }
}

function unary(operator: string, argument: Node, fail: Fail): Node {
  const wanted = operator === '!' ? 'boolean' : 'number'
  if (operator !== '!' && operator !== '-' && operator !== '+') return fail(`knows no ${operator}`)
  if (argument.type !== wanted) return fail(`${operator} wants a ${wanted}, not a ${argument.type}`)
  const bind: Node['bind'] = (slotOf) => {
    const inner = argument.bind(slotOf)
    if (operator === '!') return (row) => !inner(row)
    return operator === '-' ? (row) => -(inner(row) as number) : inner
  }
  return { type: wanted, names: argument.names, bind }
}

function binary(operator: string, left: Node, right: Node, fail: Fail): Node {
  const kind = OPERATORS.get(operator)
  if (kind === undefined)
    return fail(
      `knows no ${operator}`,
      operator === '**' ? 'multiply instead' : 'use + - * / % < <= > >= == != && || !',
    )
  const names = new Set([...left.names, ...right.names])
  if (kind.takes === 'alike') {
    const [a, b] = alike(left, right)
    if (a.type !== b.type) return fail(mismatch(operator, a, b), chained(operator, a, b))
    if (a.type === 'boolean' && !kind.equality)
      return fail(`${operator} compares numbers or texts`, chained(operator, a, b))
    return { type: 'boolean', names, bind: (slotOf) => kind.join(a.bind(slotOf), b.bind(slotOf)) }
  }
  for (const side of [left, right])
    if (side.type !== kind.takes) return fail(`${operator} wants a ${kind.takes} on both sides, not a ${side.type}`)
  const node: Node = { type: kind.takes, names, bind: (slotOf) => kind.join(left.bind(slotOf), right.bind(slotOf)) }
  return operator === '&&' ? { ...node, conjuncts: [...parts(left), ...parts(right)] } : node
}

const parts = (node: Node): readonly Node[] => node.conjuncts ?? [node]

const mismatch = (operator: string, a: Node, b: Node) => `${operator} cannot compare a ${a.type} with a ${b.type}`

const chained = (operator: string, a: Node, b: Node) =>
  a.type === 'boolean' || b.type === 'boolean'
    ? `a chain such as a ${operator} b ${operator} c is written a ${operator} b && b ${operator} c`
    : undefined

/** `flag == true` where flag is an axis of booleans, whose cells are the texts 'true' and 'false'. */
function alike(left: Node, right: Node): readonly [Node, Node] {
  if (left.type === 'text' && right.type === 'boolean' && right.literal) return [left, asText(right)]
  if (right.type === 'text' && left.type === 'boolean' && left.literal) return [asText(left), right]
  return [left, right]
}

function asText(node: Node): Node {
  const text = String(node.bind(() => 0)([]))
  return { type: 'text', names: node.names, bind: () => () => text }
}

interface Operator {
  /** `alike`: both sides of one type, the result boolean; else the type of both sides and of the result. */
  readonly takes: 'number' | 'boolean' | 'alike'
  readonly equality?: boolean
  join(a: Cell, b: Cell): Cell
}

const compare = (join: Operator['join'], equality = false): Operator => ({ takes: 'alike', equality, join })
const arithmetic = (join: (a: (row: Row) => number, b: (row: Row) => number) => Cell): Operator => ({
  takes: 'number',
  join: join as Operator['join'],
})
const equal = compare((a, b) => (row) => a(row) === b(row), true)
// Not `!==`: a missing number differs from nothing.
const unequal = compare(
  (a, b) => (row) => {
    const x = a(row)
    const y = b(row)
    return x < y || x > y
  },
  true,
)

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['<', compare((a, b) => (row) => a(row) < b(row))],
  ['<=', compare((a, b) => (row) => a(row) <= b(row))],
  ['>', compare((a, b) => (row) => a(row) > b(row))],
  ['>=', compare((a, b) => (row) => a(row) >= b(row))],
  ['==', equal],
  ['===', equal],
  ['!=', unequal],
  ['!==', unequal],
  ['+', arithmetic((a, b) => (row) => a(row) + b(row))],
  ['-', arithmetic((a, b) => (row) => a(row) - b(row))],
  ['*', arithmetic((a, b) => (row) => a(row) * b(row))],
  ['/', arithmetic((a, b) => (row) => a(row) / b(row))],
  ['%', arithmetic((a, b) => (row) => a(row) % b(row))],
  ['&&', { takes: 'boolean', join: (a, b) => (row) => a(row) && b(row) }],
  ['||', { takes: 'boolean', join: (a, b) => (row) => a(row) || b(row) }],
])
