/**
 * What every layer says on every bar, for 20 bars after warm-up: node examples/debug-pipeline.ts
 *
 * `debug: true` writes JSON lines to stderr instead, and `onTrace` hands every bar to a function.
 */
import { marketFromColumns, runBacktest, syntheticBars } from '../src/index.ts'

const hours = { bars: 400, sigma: 0.006, startMs: Date.UTC(2024, 0, 1), intervalMs: 3_600_000 }
const { t, ...bars } = syntheticBars({ ...hours, seed: 11, name: 'AAA' })
const { t: _sameClock, ...others } = syntheticBars({ ...hours, seed: 11, name: 'BBB' })

let orders = 0
const result = await runBacktest({
  name: 'debug-pipeline',
  market: marketFromColumns({
    t,
    instruments: [
      { symbol: 'AAA', ...bars },
      { symbol: 'BBB', ...others },
    ],
  }),
  strategy: {
    features: {
      strength: { type: 'rsi', input: 'close', period: 6 },
      range: { type: 'atr', period: 14 },
    },
    model: { type: 'pass-through', input: 'strength' },
    decision: { type: 'threshold', sides: 'both', enterLong: 60, exitLong: 50, enterShort: 40, exitShort: 50 },
    risk: {
      sizer: { type: 'atr-risk', atr: 'range', risk: 0.002, multiple: 2 },
      rules: { stop: { type: 'trailing-stop', distance: 0.01 } },
    },
    execution: { slippage: { type: 'fixed-bps', bps: 2 }, fees: { type: 'maker-taker', makerBps: 1, takerBps: 5 } },
  },
  debug: { pretty: true, bars: 20, log: 1 },
  onTrace: (bar) => {
    orders += bar.orders.length
  },
})

console.log(`${orders} orders, ${result.trades.length} trades, Sharpe ${result.metrics.sharpe?.toFixed(2)}`)
