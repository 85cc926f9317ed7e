/** W2: W1 with volatility sizing and four exit variants, as one sweep over them or one variant alone; one thread, every metric. */
import { againstFused } from './against-fused.ts'
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { EXIT_VARIANTS, type Exits, type ExitVariant, exitRules } from './exit-variants.ts'
import { fusedW2 } from './fused-w2.ts'
import { fusedW2Unrolled } from './fused-w2-unrolled.ts'
import { openSweep } from './opened-sweep.ts'
import { GRIDS, type SweepParts, smaSweep } from './sma-sweep.ts'
import { syntheticMarket } from './synthetic-market.ts'

const BARS = 100_000
const CHUNK = 400

/** @param variant 'all': the four as the innermost axis, which shares the signals. */
export function w2(variant: ExitVariant | 'all', settings: BenchSettings): BenchResult {
  const variants: readonly Exits[] = variant === 'all' ? Object.values(EXIT_VARIANTS) : [EXIT_VARIANTS[variant]]
  const sweep = openSweep(syntheticMarket(BARS), smaSweep(GRIDS.standard, w2Parts(variant)))
  const forms = { 'the one-pass loop': fusedW2(variants) }
  const tuned = { 'the unrolled walks': fusedW2Unrolled(variants) }
  return againstFused(sweep, forms, tuned, CHUNK, settings)
}

/** What W2 has beside W1. */
export function w2Parts(variant: ExitVariant | 'all'): SweepParts {
  const rules = Object.entries(EXIT_VARIANTS).map(([name, exits]) => [name, exitRules(exits)])
  return {
    features: { atr: { type: 'atr', period: 14 } },
    risk: {
      sizer: { type: 'atr-risk', atr: 'atr', risk: 0.001, multiple: 2 },
      rules: variant === 'all' ? {} : exitRules(EXIT_VARIANTS[variant]),
      reentry: 'onChange',
    },
    ...(variant === 'all' && {
      space: { exits: { at: 'strategy.risk.rules', values: Object.fromEntries(rules) } },
    }),
  }
}
