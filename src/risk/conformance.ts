/**
 * The laws of sizers and risk rules as checks for their authors: `checkSizer(definition, params)` and `checkRule(definition, params)` list
 * what they break, in words. They need no test runner, so they serve plug-ins outside this repository as well as the registry here.
 *
 * Laws of a sizer: parameters strict and described · a target finite or NaN, whatever its columns hold · it has the side of the intent and is
 * in proportion to it · the same target of the same arguments · columns are read up to the bar only, and left alone.
 * Laws of a rule: parameters strict and described · it protects or halts · stops lie on the losing side of the entry, targets on the winning
 * one, trailing distances in (0, 1), closes after the entry, reasons are known · the same orders for the same position, which is left alone.
 */
import { toJSONSchema } from 'zod'
import { parameterViolations } from '../core/parameter-laws.ts'
import { randomInt, randomStream } from '../core/seeded-streams.ts'
import { EXIT_REASONS } from '../domain/outcome.ts'
import {
  type ProtectedPosition,
  type ProtectiveOrders,
  type RiskRule,
  type RiskRuleDefinition,
  type Sizer,
  type SizerDefinition,
  TARGET,
} from './contract.ts'

/** Violations of a sizer's laws, one line each; empty when it keeps them. Never throws. */
export function checkSizer(definition: SizerDefinition, params: unknown): string[] {
  const violations = parameterViolations(definition, params, () => toJSONSchema(definition.schema, { io: 'input' }))
  try {
    const sizer = definition.bind(params)
    if (!Object.values(TARGET).some((kind) => kind !== TARGET.none && kind === sizer.kind))
      violations.push(`kind: ${sizer.kind} is no kind of target`)
    if (sizer.inputs.some((name) => name === '')) violations.push('inputs: a column has no name')
    violations.push(...checkTargets(sizer, definition.bind(params)))
  } catch (error) {
    violations.push(`threw ${String(error)}`)
  }
  return violations
}

/** Violations of a rule's laws, one line each; empty when it keeps them. Never throws. */
export function checkRule(definition: RiskRuleDefinition, params: unknown): string[] {
  const violations = parameterViolations(definition, params, () => toJSONSchema(definition.schema, { io: 'input' }))
  try {
    const rule = definition.bind(params)
    const { haltDrawdown } = rule
    if (rule.arm === undefined && haltDrawdown === undefined) violations.push('purpose: it neither arms nor halts')
    if (haltDrawdown !== undefined && !(haltDrawdown > 0 && haltDrawdown < 1))
      violations.push(`halt: the drawdown is ${haltDrawdown}, not in (0, 1)`)
    violations.push(...checkOrders(rule, definition.bind(params)))
  } catch (error) {
    violations.push(`threw ${String(error)}`)
  }
  return violations
}

const SITUATIONS = 300
const BARS = 8

function checkTargets(sizer: Sizer, again: Sizer): string[] {
  const random = randomStream('conformance', 'sizer', 'situations')
  const pick = (values: readonly number[]): number => values[randomInt(random, values.length)]!
  for (let n = 0; n < SITUATIONS; n++) {
    const bar = randomInt(random, BARS)
    const columns = sizer.inputs.map(() =>
      Float64Array.from({ length: BARS }, () => pick([random(), 100 * random(), 1e6, 1e-6, 0, -1, Number.NaN])),
    )
    const kept = columns.map((column) => column.slice())
    const [equity, price, unit] = [pick([1e-3, 10_000 * random() + 1, 1e9]), pick([1e-4, 100, 7e4]), pick([1, 0.1, 50])]
    const of = (intent: number, from = sizer) => from.target(intent, equity, price, unit, columns, bar)
    const full = of(1)
    const where = `at equity ${equity}, price ${price}, columns ${columns.map((column) => column[bar]).join(', ')}`
    for (const intent of [1, -1, 0.5, -0.25, 1 / 3]) {
      const target = of(intent)
      if (!Number.isFinite(target) && !Number.isNaN(target))
        return [`finite: intent ${intent} gives ${target} ${where}`]
      const off = Math.abs(target - intent * full)
      if (!Object.is(target, of(intent, again))) return [`pure: intent ${intent} gives two targets ${where}`]
      if (Number.isNaN(target) !== Number.isNaN(full))
        return [`proportion: ${target} for ${intent}, ${full} for 1 ${where}`]
      if (off > 1e-12 * Math.abs(full)) return [`proportion: ${target} for ${intent}, ${full} for 1 ${where}`]
      if (target * intent < 0) return [`side: ${target} for intent ${intent} ${where}`]
    }
    if (columns.some((column, k) => column.some((value, i) => !Object.is(value, kept[k]![i]))))
      return ['columns: the sizer writes into them']
    for (const column of columns) column.fill(-7, bar + 1)
    if (!Object.is(of(1), full)) return [`look-ahead: the target changes with columns after bar ${bar}`]
  }
  return []
}

function checkOrders(rule: RiskRule, again: RiskRule): string[] {
  const random = randomStream('conformance', 'rule', 'positions')
  const violations: string[] = []
  for (let n = 0; n < SITUATIONS && violations.length === 0 && rule.arm !== undefined; n++) {
    const position: ProtectedPosition = Object.freeze({
      side: n % 2 === 0 ? 1 : -1,
      entryPrice: [100, 1e-5, 65_000.5, 1][randomInt(random, 4)]! * (1 + random()),
      entryBar: randomInt(random, 1000),
    })
    const orders = recorded(rule, position)
    violations.push(...orders.flatMap((order) => misplaced(position, order)))
    if (JSON.stringify(orders) !== JSON.stringify(recorded(again, position)))
      violations.push('pure: two bindings arm different orders for one position')
  }
  return violations
}

type Armed = readonly [kind: keyof ProtectiveOrders, value: number, reason: number]

function recorded(rule: RiskRule, position: ProtectedPosition): Armed[] {
  const orders: Armed[] = []
  const record = (kind: keyof ProtectiveOrders) => (value: number, reason: number) => orders.push([kind, value, reason])
  rule.arm?.(position, {
    stop: record('stop'),
    takeProfit: record('takeProfit'),
    trail: record('trail'),
    closeAt: record('closeAt'),
  })
  return orders
}

function misplaced({ side, entryPrice, entryBar }: ProtectedPosition, [kind, value, reason]: Armed): string[] {
  const where = `${kind}(${value}) for side ${side}, entry ${entryPrice} on bar ${entryBar}`
  const violations: string[] = []
  if (EXIT_REASONS[reason] === undefined) violations.push(`reason: ${reason} is none, ${where}`)
  if (!Number.isFinite(value)) violations.push(`finite: ${where}`)
  if (kind === 'stop' && (value - entryPrice) * side > 0) violations.push(`side: a stop that would win, ${where}`)
  if (kind === 'takeProfit' && (value - entryPrice) * side < 0)
    violations.push(`side: a target that would lose, ${where}`)
  if (kind === 'trail' && !(value > 0 && value < 1)) violations.push(`distance: not in (0, 1), ${where}`)
  if (kind === 'closeAt' && !(Number.isInteger(value) && value > entryBar))
    violations.push(`bar: not after it, ${where}`)
  return violations
}
