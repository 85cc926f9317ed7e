/** A strategy, a market and a backtest: node examples/minimal-strategy.ts */
import { defineStrategy, marketFromColumns, runBacktest, syntheticBars } from '../src/index.ts'

/** Long while the fast average stands above the slow one; out at a loss of 5 %. */
const strategy = defineStrategy({
  features: {
    fast: { type: 'sma', input: 'close', period: 10 },
    slow: { type: 'sma', input: 'close', period: 50 },
  },
  model: { type: 'difference', inputs: ['fast', 'slow'] },
  decision: { type: 'threshold', sides: 'long', enterLong: 0 },
  risk: { rules: { stop: { type: 'stop-loss', distance: 0.05 } } },
  execution: {
    slippage: { type: 'fixed-bps', bps: 1 },
    fees: { type: 'maker-taker', makerBps: 5, takerBps: 5 },
  },
})

/** Five years of random days: there is nothing to find in them. Columns of your own go in the same way. */
const bars = syntheticBars({
  bars: 5 * 365,
  seed: 7,
  sigma: 0.02,
  drift: 0.0003,
  startMs: Date.UTC(2020, 0, 1),
  intervalMs: 86_400_000,
})

const result = await runBacktest({ name: 'minimal', strategy, market: marketFromColumns({ symbol: 'WALK', ...bars }) })
console.log(result.summary())
