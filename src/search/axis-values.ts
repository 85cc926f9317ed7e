/** Expands one axis of a config (a list, a range, labelled subtrees) to its values, and refuses what cannot be meant. */

import { canonicalJson } from '../core/canonical-json.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { ConfigError } from '../core/errors.ts'
import type { AxisValue } from '../domain/axis.ts'
import { evenRange, logRange, stepCount, stepRange } from './decimal-range.ts'

/**
 * As written: exactly one of `values` (a list of numbers, texts or booleans; a list of { label, value }; a map label → value),
 * `from`/`to`/`step`, or `from`/`to`/`count` with `scale: linear | log`. `integer: true` rounds and drops repetitions.
 */
export interface AxisSpec {
  readonly values?: unknown
  readonly from?: unknown
  readonly to?: unknown
  readonly step?: unknown
  readonly count?: unknown
  readonly scale?: unknown
  readonly integer?: unknown
}

export interface AxisValues {
  readonly kind: 'number' | 'text'
  readonly values: readonly AxisValue[]
}

/** No axis is longer: a finer one is a slip of the step, and its values travel with the plan. */
const LONGEST_AXIS = 100_000

/**
 * @param name the axis, for messages
 * Errors: ConfigError E_AXIS_FORM, E_AXIS_EMPTY, E_AXIS_VALUE, E_AXIS_RANGE, E_AXIS_STEP, E_AXIS_COUNT, E_AXIS_DUPLICATE.
 */
export function expandAxis(name: string, spec: AxisSpec): AxisValues {
  const isRange = spec.from !== undefined || spec.to !== undefined
  if ((spec.values !== undefined) === isRange)
    fail('E_AXIS_FORM', name, isRange ? 'has both values and a range' : 'has neither values nor a range', FORMS)
  const axis = isRange ? { kind: 'number' as const, values: rangeValues(name, spec) } : listValues(name, spec)
  if (axis.values.length > LONGEST_AXIS) fail('E_AXIS_COUNT', name, `has ${axis.values.length} values`, TOO_LONG)
  refuseDuplicates(name, axis)
  return axis
}

const FORMS = 'give values, or from, to and step, or from, to, count and scale: linear | log'
const TOO_LONG = `at most ${LONGEST_AXIS} values an axis are allowed`

function fail(code: string, name: string, cause: string, remedy: string): never {
  throw new ConfigError(code, `axis "${name}" ${cause}`, remedy)
}

function rangeValues(name: string, spec: AxisSpec): AxisValue[] {
  const from = finite(name, 'from', spec.from)
  const to = finite(name, 'to', spec.to)
  if (from > to)
    fail('E_AXIS_RANGE', name, `runs from ${from} down to ${to}; from must not be above to`, 'swap from and to')
  if ((spec.step !== undefined) === (spec.count !== undefined))
    fail(
      'E_AXIS_FORM',
      name,
      `has ${spec.step === undefined ? 'neither' : 'both'} step ${spec.step === undefined ? 'nor' : 'and'} count`,
      FORMS,
    )
  const points = spec.step === undefined ? countedPoints(name, spec, from, to) : steppedPoints(name, spec, from, to)
  const whole = flag(name, spec.integer) ? [...new Set(points.map(Math.round))] : points
  return whole.map(numberValue)
}

function steppedPoints(name: string, spec: AxisSpec, from: number, to: number): number[] {
  const step = finite(name, 'step', spec.step)
  if (!(step > 0))
    fail('E_AXIS_STEP', name, `has step ${step}; step must be above 0`, 'ranges ascend: give a positive step')
  if (spec.scale !== undefined && spec.scale !== 'linear')
    fail('E_AXIS_FORM', name, `has a step with scale ${show(spec.scale)}`, 'a log range takes count instead of step')
  const count = stepCount(from, to, step)
  if (count > BigInt(LONGEST_AXIS))
    fail('E_AXIS_COUNT', name, `has ${count} values (from ${from} to ${to} by ${step})`, TOO_LONG)
  return stepRange(from, to, step)
}

function countedPoints(name: string, spec: AxisSpec, from: number, to: number): number[] {
  const count = finite(name, 'count', spec.count)
  if (!Number.isInteger(count) || count < 2)
    fail(
      'E_AXIS_COUNT',
      name,
      `has count ${count}; count must be a whole number of at least 2`,
      'for one value give values: [x]',
    )
  if (count > LONGEST_AXIS) fail('E_AXIS_COUNT', name, `has count ${count}`, TOO_LONG)
  const scale = spec.scale ?? 'linear'
  if (from === to)
    fail('E_AXIS_RANGE', name, `runs from ${from} to ${to} in ${count} values`, 'for one value give values: [x]')
  if (scale === 'linear') return evenRange(from, to, count)
  if (scale !== 'log')
    fail(
      'E_AXIS_FORM',
      name,
      `has scale ${show(scale)}${didYouMean(String(scale), ['linear', 'log'])}`,
      'scale is linear or log',
    )
  if (from <= 0)
    fail(
      'E_AXIS_RANGE',
      name,
      `has scale log from ${from}; from must be above 0`,
      'a log range has no zero: start above it',
    )
  return logRange(from, to, count)
}

function finite(name: string, field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value
  const cause =
    value === undefined ? `has no ${field}` : `has ${field} ${show(value)}; ${field} must be a finite number`
  return fail('E_AXIS_VALUE', name, cause, typeof value === 'string' ? 'write the number without quotes' : FORMS)
}

function flag(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true
  return fail('E_AXIS_FORM', name, `has integer ${show(value)}`, 'integer is true or false')
}

function listValues(name: string, spec: AxisSpec): AxisValues {
  for (const field of ['step', 'count', 'scale', 'integer'] as const)
    if (spec[field] !== undefined) fail('E_AXIS_FORM', name, `has values and ${field}`, FORMS)
  const { values } = spec
  if (values === null || typeof values !== 'object')
    fail('E_AXIS_FORM', name, `has values ${show(values)}`, 'values is a list, or a map from labels to values')
  if (!Array.isArray(values)) return { kind: 'text', values: labelMap(name, values as Record<string, unknown>) }
  if (values.length === 0) fail('E_AXIS_EMPTY', name, 'has no values', 'list at least one value, or remove the axis')
  const cells = values.map((value) => listed(name, value))
  const numbers = cells.filter(({ cell }) => typeof cell === 'number').length
  if (numbers > 0 && numbers < cells.length)
    fail('E_AXIS_VALUE', name, 'mixes numbers with texts', 'give every value a label: { label: none, value: 0 }')
  return { kind: numbers > 0 ? 'number' : 'text', values: cells }
}

function listed(name: string, value: unknown): AxisValue {
  if (typeof value === 'number') return numberValue(finite(name, 'value', value))
  if (typeof value === 'string' || typeof value === 'boolean') return { cell: String(value), value }
  if (isLabelled(value)) return labelled(name, value.label, value.value)
  return fail('E_AXIS_VALUE', name, `holds ${show(value)}`, 'give it a label: { label: tight, value: … }')
}

const isLabelled = (value: unknown): value is { label: unknown; value: unknown } =>
  value !== null && typeof value === 'object' && Object.keys(value).sort().join() === 'label,value'

function labelMap(name: string, values: Record<string, unknown>): AxisValue[] {
  const labels = Object.keys(values)
  if (labels.length === 0) fail('E_AXIS_EMPTY', name, 'has no values', 'list at least one value, or remove the axis')
  // Keys that look like integers jump to the front of a JavaScript object: the order of the plan would not be the written one.
  const digits = labels.find((label) => /^\d+$/.test(label))
  if (digits !== undefined)
    fail('E_AXIS_VALUE', name, `has the label ${digits}`, 'write such values as a list: [{ label: "10", value: … }]')
  return labels.map((label) => labelled(name, label, values[label]))
}

function labelled(name: string, label: unknown, value: unknown): AxisValue {
  if (typeof label !== 'string' || !LABEL.test(label))
    fail(
      'E_AXIS_VALUE',
      name,
      `has the label ${show(label)}`,
      'a label starts with a letter or digit, then letters, digits, blanks and _.+%/-, 64 at most',
    )
  return { cell: label as string, value }
}

const LABEL = /^[A-Za-z0-9][A-Za-z0-9 _.+%/-]{0,63}$/

/** −0 is 0: they are one value, and canonical JSON knows only the latter. */
const numberValue = (x: number): AxisValue => ({ cell: x === 0 ? 0 : x, value: x === 0 ? 0 : x })

function refuseDuplicates(name: string, { values }: AxisValues): void {
  const cells = new Set<number | string>()
  const contents = new Map<string, number | string>()
  for (const { cell, value } of values) {
    if (cells.has(cell)) fail('E_AXIS_DUPLICATE', name, `has the value ${show(cell)} twice`, 'list each value once')
    cells.add(cell)
    const content = contentOf(name, cell, value)
    const twin = contents.get(content)
    if (twin !== undefined)
      fail('E_AXIS_DUPLICATE', name, `has the same value under ${show(twin)} and ${show(cell)}`, 'list each value once')
    contents.set(content, cell)
  }
}

function contentOf(name: string, cell: number | string, value: unknown): string {
  try {
    return canonicalJson(value)
  } catch (error) {
    return fail(
      'E_AXIS_VALUE',
      name,
      `under ${show(cell)}: ${(error as Error).message}`,
      'use finite numbers, texts, lists and maps',
    )
  }
}

const show = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)).slice(0, 80)
