/** L5–L7 of a trial, bound from its spec: everything of a Pipeline that does not depend on the signals. */

import { assert } from '../core/assert.ts'
import type { Market } from '../domain/market.ts'
import type { AccountSpec, Reentry, Resize } from '../domain/strategy-spec.ts'
import type { ChildOrders, Slippage } from '../execution/contract.ts'
import type { RiskRule, Sizer } from '../risk/contract.ts'
import { bindPlugin, type PluginRegistries, type TrialSpec } from './bind-plugin.ts'
import { REENTRY, RESIZE } from './pipeline.ts'

export interface AccountPlan {
  /** Names what the loop's call sites see: trials with equal shapes share a loop instance. */
  readonly shape: string
  readonly initialCash: number
  readonly sizer: Sizer
  readonly rules: readonly RiskRule[]
  readonly haltKeep: number
  readonly reentry: number
  readonly reentryBars: number
  readonly resize: number
  readonly resizeBand: number
  readonly slippage: Slippage
  readonly makerRate: number
  readonly takerRate: number
  readonly orderDelay: number
  readonly sameClose: boolean
  readonly throughLimit: boolean
  readonly stopFirstLong: boolean
  readonly stopFirstShort: boolean
  readonly maxParticipation: number
  readonly fundingRate: number
  readonly fundingBars: Int32Array
}

/** Errors: ConfigError E_PLUGIN_UNKNOWN; ZodError of a plug-in's parameters (the config's door has checked both). */
export function bindAccount(
  { strategy, account }: TrialSpec,
  registries: PluginRegistries,
  market: Market,
): AccountPlan {
  const { risk, execution } = strategy
  const sizer = bindPlugin('risk.sizer', registries.sizers, risk.sizer)
  const rules = Object.entries(risk.rules).map(([name, spec]) =>
    bindPlugin(`risk.rules.${name}`, registries.rules, spec),
  )
  const matching = bindPlugin('execution.matching', registries.matchings, execution.matching)
  const fees = bindPlugin('execution.fees', registries.fees, execution.fees)
  const latency = bindPlugin('execution.latency', registries.latencies, execution.latency)
  const router = bindPlugin('execution.router', registries.routers, execution.router)
  for (let k = 0; k < market.bars.length; k++) assert(router.venue(k, 1) === 0, 'a router names a venue that exists')
  const policyDelay = singleChild(bindPlugin('execution.policy', registries.policies, execution.policy))
  const halts = rules.flatMap((rule) => (rule.haltDrawdown === undefined ? [] : [1 - rule.haltDrawdown]))
  const sameClose = matching.fillAt === 'sameClose'
  const types = [execution.slippage.type, risk.sizer.type, ...Object.values(risk.rules).map((rule) => rule.type)]
  return {
    shape: JSON.stringify([types, market.bars.length > 1, sameClose, typeof risk.resize, risk.resize === 'everyBar']),
    initialCash: account.initialCash,
    sizer,
    rules: rules.filter((rule) => rule.arm !== undefined),
    haltKeep: Math.max(0, ...halts),
    ...reentryOf(risk.reentry),
    ...resizeOf(risk.resize),
    slippage: bindPlugin('execution.slippage', registries.slippages, execution.slippage),
    makerRate: fees.makerRate,
    takerRate: fees.takerRate,
    orderDelay: (sameClose ? 0 : 1) + latency.bars + policyDelay,
    sameClose,
    throughLimit: matching.throughLimit,
    stopFirstLong: matching.stopFirst(1),
    stopFirstShort: matching.stopFirst(-1),
    maxParticipation: matching.maxParticipation,
    fundingRate: account.funding?.rate ?? 0,
    fundingBars: fundingBars(account, market),
  }
}

/** Bars a policy waits. A policy that splits its parent needs a scheduler of children, which this engine does not have. */
function singleChild(policy: {
  plan(parent: { instrument: number; bar: number }, children: ChildOrders): void
}): number {
  const children: [number, number][] = []
  policy.plan({ instrument: 0, bar: 0 }, { market: (share, delayBars) => children.push([share, delayBars]) })
  assert(children.length === 1 && children[0]![0] === 1, 'the execution policy sends its parent as one order')
  return children[0]![1]
}

function reentryOf(reentry: Reentry): Pick<AccountPlan, 'reentry' | 'reentryBars'> {
  if (typeof reentry === 'string') return { reentry: REENTRY[reentry], reentryBars: 0 }
  return { reentry: REENTRY.afterBars, reentryBars: reentry.afterBars }
}

function resizeOf(resize: Resize): Pick<AccountPlan, 'resize' | 'resizeBand'> {
  if (typeof resize === 'string') return { resize: RESIZE[resize], resizeBand: 0 }
  return { resize: RESIZE.band, resizeBand: resize.band }
}

/**
 * The first bar at or after each multiple of the funding interval (UTC), inside the window: a time inside a gap acts on the next bar, and
 * a bar after a long gap stands here once for each time that passed.
 */
function fundingBars({ funding }: AccountSpec, { t, first }: Market): Int32Array {
  if (!funding || funding.rate === 0) return new Int32Array(0)
  const every = funding.everyHours * 3_600_000
  const bars: number[] = []
  for (let i = Math.max(first, 1); i < t.length; i++) {
    const times = Math.floor(t[i]! / every) - Math.floor(t[i - 1]! / every)
    for (let n = 0; n < times; n++) bars.push(i)
  }
  return Int32Array.from(bars)
}
