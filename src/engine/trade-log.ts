/** Closed round trips of one trial in growable columns, reused by the next trial on the thread. */
import type { TradeList } from '../domain/outcome.ts'

export class TradeLog implements TradeList {
  count = 0
  instrument = new Int32Array(1024)
  side = new Int8Array(1024)
  reason = new Int8Array(1024)
  entryBar = new Int32Array(1024)
  exitBar = new Int32Array(1024)
  entryTime = new Float64Array(1024)
  exitTime = new Float64Array(1024)
  netPnl = new Float64Array(1024)
  fees = new Float64Array(1024)
  slippage = new Float64Array(1024)
  entryNotional = new Float64Array(1024)
  notional = new Float64Array(1024)
  quantity = new Float64Array(1024)
}

/** Doubles every column. */
export function growTrades(log: TradeLog): void {
  const wider = <A extends Int8Array | Int32Array | Float64Array>(from: A): A => {
    const to = new (from.constructor as new (length: number) => A)(from.length * 2)
    to.set(from as never)
    return to
  }
  log.instrument = wider(log.instrument)
  log.side = wider(log.side)
  log.reason = wider(log.reason)
  log.entryBar = wider(log.entryBar)
  log.exitBar = wider(log.exitBar)
  log.entryTime = wider(log.entryTime)
  log.exitTime = wider(log.exitTime)
  log.netPnl = wider(log.netPnl)
  log.fees = wider(log.fees)
  log.slippage = wider(log.slippage)
  log.entryNotional = wider(log.entryNotional)
  log.notional = wider(log.notional)
  log.quantity = wider(log.quantity)
}
