/** L6: target → child orders → venue → fill price and fee. Called at events only. */
import type { z } from 'zod'

/** What risk asks for: a signed target of one instrument, decided at the close of `bar`. */
export interface ParentOrder {
  readonly instrument: number
  readonly bar: number
}

/** Child orders of a parent, written by a policy; their shares of the parent add up to 1. */
export interface ChildOrders {
  /** @param share of the parent. @param delayBars bars after the first possible one. */
  market(share: number, delayBars: number): void
}

export interface ExecutionPolicy {
  plan(parent: ParentOrder, children: ChildOrders): void
}

export interface Router {
  /** Number of the venue that takes an instrument's orders. */
  venue(instrument: number, venues: number): number
}

export interface Slippage {
  /** Executed price of a market order; never better than the reference for its side. @param side +1 buys, −1 sells. */
  price(reference: number, side: number, bar: number): number
}

export interface Fees {
  /** Fraction of notional; negative: a rebate. */
  readonly makerRate: number
  readonly takerRate: number
}

export interface Latency {
  /** Whole bars between the decision's next open and the order's first chance to fill. */
  readonly bars: number
}

export const PATHS = ['stop-first', 'open-high-low-close', 'open-low-high-close', 'worst-case'] as const

/** How orders meet bars. Prices inside a bar are known only as open, high, low and close; each choice is a named option. */
export interface Matching {
  /** Which of stop and take-profit comes first when a bar touches both: true for the stop. */
  stopFirst(side: number): boolean
  /** A limit fills when the bar trades through it, not when it is only touched. */
  readonly throughLimit: boolean
  /** Most of a bar's volume that our fills may take, a fraction; Infinity: no cap. */
  readonly maxParticipation: number
  readonly fillAt: 'nextOpen' | 'sameClose'
}

export interface Definition<T> {
  readonly schema: z.ZodType
  bind(params: unknown): T
}
