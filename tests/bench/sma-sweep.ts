/** The configs of the benchmarks: two moving averages, long or flat, 5 bps fees and 1 bp slippage, with what an entry changes. */

/** Values of an axis: from, to (inclusive), step. */
export type Range = readonly [from: number, to: number, step: number]

export interface SmaGrid {
  readonly fast: Range
  readonly slow: Range
}

export const GRIDS = {
  standard: { fast: [5, 100, 5], slow: [110, 600, 10] },
  slowWindows: { fast: [100, 480, 20], slow: [500, 5_400, 100] },
  fastWindows: { fast: [2, 21, 1], slow: [22, 71, 1] },
  large: { fast: [2, 200, 2], slow: [210, 1_200, 10] },
  huge: { fast: [2, 201, 1], slow: [210, 709, 1] },
} as const satisfies Record<string, SmaGrid>

/** Entries of a config that replace the plain ones. */
export interface SweepParts {
  readonly features?: Readonly<Record<string, unknown>>
  readonly model?: unknown
  readonly decision?: unknown
  readonly risk?: unknown
  readonly matching?: unknown
  /** Axes beside the two periods; account-plane axes stand inside them. */
  readonly space?: Readonly<Record<string, unknown>>
}

/** A config as an object, all-in unless `risk` says otherwise. */
export function smaSweep(grid: SmaGrid, parts: SweepParts = {}): unknown {
  const axis = (name: string, [from, to, step]: Range) => ({ at: `strategy.features.${name}.period`, from, to, step })
  return {
    name: 'bench',
    seed: 42,
    data: { dataset: 'synthetic', instruments: ['SYN'], interval: '1m', missing: 'fail' },
    strategy: {
      features: {
        fast: { type: 'sma', input: 'close', period: grid.fast[0] },
        slow: { type: 'sma', input: 'close', period: grid.slow[0] },
        ...parts.features,
      },
      model: parts.model ?? { type: 'difference', inputs: ['fast', 'slow'] },
      decision: parts.decision ?? { type: 'threshold', sides: 'long' },
      risk: parts.risk ?? { sizer: { type: 'fraction-of-equity', fraction: 1 } },
      execution: {
        slippage: { type: 'fixed-bps', bps: 1 },
        fees: { type: 'maker-taker', makerBps: 5, takerBps: 5 },
        ...(parts.matching !== undefined && { matching: parts.matching }),
      },
    },
    account: { currency: 'USD', initialCash: 100_000 },
    sweep: { space: { fast: axis('fast', grid.fast), slow: axis('slow', grid.slow), ...parts.space } },
  }
}
