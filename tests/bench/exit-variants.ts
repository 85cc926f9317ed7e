/** The four exit variants of W2, as a config writes them and as its fused loop reads them. */

export interface Exits {
  /** Fractions of the entry price (trailing: of the best price since the fill); 0: none. */
  readonly stop: number
  readonly target: number
  readonly trail: number
}

export const EXIT_VARIANTS = {
  none: { stop: 0, target: 0, trail: 0 },
  stop: { stop: 0.02, target: 0, trail: 0 },
  'stop-target': { stop: 0.02, target: 0.04, trail: 0 },
  'trail-target': { stop: 0, target: 0.04, trail: 0.02 },
} as const satisfies Record<string, Exits>

export type ExitVariant = keyof typeof EXIT_VARIANTS

/** `strategy.risk.rules` of a variant. */
export function exitRules({ stop, target, trail }: Exits): Readonly<Record<string, unknown>> {
  return {
    ...(stop > 0 && { stop: { type: 'stop-loss', distance: stop } }),
    ...(trail > 0 && { trail: { type: 'trailing-stop', distance: trail } }),
    ...(target > 0 && { target: { type: 'take-profit', distance: target } }),
  }
}
