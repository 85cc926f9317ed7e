/** L6 registries. */
import type { Definition, ExecutionPolicy, Fees, Latency, Matching, Router, Slippage } from './contract.ts'
import { makerTaker } from './fees/maker-taker.ts'
import { fixedBars } from './latency/fixed-bars.ts'
import { none as noLatency } from './latency/none.ts'
import { bar } from './matching/bar.ts'
import { market } from './policies/market.ts'
import { singleVenue } from './routers/single-venue.ts'
import { fixedBps } from './slippage/fixed-bps.ts'
import { none as noSlippage } from './slippage/none.ts'

export const policies = { market } as const satisfies Record<string, Definition<ExecutionPolicy>>
export const routers = { 'single-venue': singleVenue } as const satisfies Record<string, Definition<Router>>
export const slippages = { 'fixed-bps': fixedBps, none: noSlippage } as const satisfies Record<
  string,
  Definition<Slippage>
>
export const matchings = { bar } as const satisfies Record<string, Definition<Matching>>
export const fees = { 'maker-taker': makerTaker } as const satisfies Record<string, Definition<Fees>>
export const latencies = { 'fixed-bars': fixedBars, none: noLatency } as const satisfies Record<
  string,
  Definition<Latency>
>
