/** An SMA cross on a small market, with any axes over it. */
import type { Axis, AxisValue, ParameterSpace } from '../../src/domain/axis.ts'
import type { TrialSpec } from '../../src/engine/bind-plugin.ts'
import { marketOf } from './random-market.ts'

const instrument = {
  sigma: 0.01,
  drift: 0,
  tick: 0,
  gaps: 0.05,
  volume: null,
  missing: 0,
  lotSize: 0,
  multiplier: 1,
}
export const market = marketOf({
  seed: 7,
  bars: 600,
  before: 0,
  intervalMs: 3_600_000,
  offset: 0,
  skips: 0,
  calendar: '24x7',
  instruments: [instrument],
})

/** Values from, from + step, …: `count` of them. */
export const numbers = (from: number, count: number, step = 1): AxisValue[] =>
  Array.from({ length: count }, (_, n) => ({ cell: from + n * step, value: from + n * step }))
/** An axis named by the end of its path. */
export const axis = (at: string, values: readonly AxisValue[], plane: Axis['plane'] = 'signal'): Axis => {
  const kind = typeof values[0]!.cell === 'number' ? 'number' : 'text'
  return { name: at.split('.').slice(-2).join('_'), at, plane, kind, values }
}

/** An SMA cross with these values of the axes written over it. */
export function specWith(axes: readonly Axis[]): (ordinals: Int32Array) => TrialSpec {
  return (ordinals) => {
    const spec = structuredClone(BASE) as unknown as Record<string, unknown>
    axes.forEach(({ at, values }, n) => {
      const path = at.split('.')
      let parent = spec
      for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>
      parent[path.at(-1)!] = values[ordinals[n]!]!.value
    })
    return spec as unknown as TrialSpec
  }
}

export const BASE: TrialSpec = {
  account: { currency: 'USD', initialCash: 10_000, maxLeverage: 1, funding: null },
  strategy: {
    features: { fast: { type: 'sma', period: 5 }, slow: { type: 'sma', period: 20 } },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold' },
    risk: { sizer: { type: 'fraction-of-equity' }, rules: {}, reentry: 'onChange', resize: 'onChange' },
    execution: {
      policy: { type: 'market' },
      router: { type: 'single-venue' },
      slippage: { type: 'none' },
      matching: { type: 'bar' },
      fees: { type: 'maker-taker', makerBps: 5, takerBps: 5 },
      latency: { type: 'none' },
    },
  },
}

/** Every combination, the first axis outermost. */
export function spaceOf(axes: readonly Axis[]): ParameterSpace {
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  return {
    axes,
    count,
    rawCount: count,
    decode(index, ordinals) {
      let rest = index
      for (let n = axes.length - 1; n >= 0; n--) {
        const { length } = axes[n]!.values
        ordinals[n] = rest % length
        rest = Math.floor(rest / length)
      }
    },
  }
}
