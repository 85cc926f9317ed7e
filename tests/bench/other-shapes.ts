/** Six pipelines of other shapes (sizer, rules, sides, matching, model), to be run through a worker before it is measured. */
import type { Market } from '../../src/domain/market.ts'
import { openSweep } from './opened-sweep.ts'
import { type SmaGrid, type SweepParts, smaSweep } from './sma-sweep.ts'

const GRID: SmaGrid = { fast: [10, 40, 10], slow: [120, 300, 20] }
const ALL_IN = { type: 'fraction-of-equity', fraction: 1 }
const ATR = { atr: { type: 'atr', period: 14 } }

const SHAPES: readonly SweepParts[] = [
  { features: ATR, risk: { sizer: { type: 'atr-risk', atr: 'atr', risk: 0.001, multiple: 2 } } },
  { risk: { sizer: ALL_IN, rules: { stop: { type: 'stop-loss', distance: 0.01 } } } },
  {
    decision: { type: 'threshold', sides: 'both' },
    risk: {
      sizer: { type: 'fixed-notional', notional: 40_000 },
      rules: { trail: { type: 'trailing-stop', distance: 0.01 }, target: { type: 'take-profit', distance: 0.02 } },
      reentry: 'immediate',
    },
  },
  {
    decision: { type: 'crossover' },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    risk: { sizer: { type: 'fixed-quantity', quantity: 100 }, rules: { late: { type: 'time-stop', bars: 60 } } },
  },
  {
    risk: {
      sizer: { type: 'fraction-of-equity', fraction: 0.5 },
      rules: { halt: { type: 'max-drawdown-halt', drawdown: 0.5 } },
    },
    matching: { type: 'bar', fillAt: 'sameClose' },
  },
  {
    decision: { type: 'threshold', sides: 'short' },
    risk: { sizer: { type: 'fraction-of-equity', fraction: 0.5 }, resize: { band: 0.1 } },
  },
]

/** How a trial of each shape is to be run, over the first `trials` of its plan. Each has its own slab and engine. */
export function otherShapeRuns(market: Market): readonly ((trials: number) => void)[] {
  return SHAPES.map((parts) => {
    const sweep = openSweep(market, smaSweep(GRID, parts))
    return (trials: number): void => {
      sweep.evaluator.accept({ own: false, slots: sweep.slots })
      const batch = sweep.evaluator.evaluate(
        0,
        trials,
        () => false,
        () => {},
      )!
      const wrong = batch.status.indexOf('failed')
      if (wrong >= 0) throw new Error(`a shape of the warm-up failed: ${batch.reason[wrong]}`)
    }
  })
}
