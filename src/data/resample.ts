/** L1. Bars of a longer interval from bars of a shorter one. */
import { assert } from '../core/assert.ts'
import type { BarColumns } from '../domain/dataset.ts'
import { gridOrigin } from './partitions.ts'

/**
 * Rolls bars up: first open, highest high, lowest low, last close, sum of the volumes (in order of time). Buckets lie on the longer
 * grid (whole multiples since 1970, weeks from Monday); a bucket without a bar is left out; one that misses some is made of the rest.
 *
 * Params:  toMs — a multiple of fromMs. Cost: O(n).
 * Source:  rolling Binance's 5-minute bars up gives its own 15m, 1h, 4h and 1d bars (the test does it); sums of volume differ in the last bits.
 */
export function resampleBars(bars: BarColumns, fromMs: number, toMs: number): BarColumns {
  assert(toMs >= fromMs && toMs % fromMs === 0, 'the longer interval is a multiple of the shorter one')
  const n = bars.t.length
  const [t, open, high, low, close, volume] = Array.from({ length: 6 }, () => new Float64Array(n)) as Six
  const origin = gridOrigin(toMs)
  let out = -1
  for (let i = 0; i < n; i++) {
    const bucket = Math.floor((bars.t[i]! - origin) / toMs) * toMs + origin
    if (out < 0 || t[out] !== bucket) {
      out++
      t[out] = bucket
      open[out] = bars.open[i]!
      high[out] = bars.high[i]!
      low[out] = bars.low[i]!
    } else {
      if (bars.high[i]! > high[out]!) high[out] = bars.high[i]!
      if (bars.low[i]! < low[out]!) low[out] = bars.low[i]!
    }
    close[out] = bars.close[i]!
    if (bars.volume) volume[out]! += bars.volume[i]!
  }
  const cut = (column: Float64Array): Float64Array => column.slice(0, out + 1)
  return {
    t: cut(t),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: bars.volume && cut(volume),
  }
}

type Six = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
