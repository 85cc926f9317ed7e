/** L5: intent → target position (sizers), then rules that protect or halt. Called at events only, never per bar. */
import type { z } from 'zod'

/** How a target is to be read when it is filled. */
export const TARGET = { none: 0, quantity: 1, notional: 2, fraction: 3 } as const
export type TargetKind = (typeof TARGET)['quantity' | 'notional' | 'fraction']

/** Feature columns of one instrument, by the names a plug-in asked for, in its order. */
export type BoundColumns = readonly Float64Array[]

export interface Sizer {
  /** Feature columns it reads. */
  readonly inputs: readonly string[]
  readonly kind: TargetKind
  /**
   * The signed target for a non-zero intent, decided at the close of `bar`: units, currency, or a fraction of equity. NaN: no target.
   * @param equity account equity at the close, currency. @param price the close. @param unitValue currency per unit and price point.
   */
  target(intent: number, equity: number, price: number, unitValue: number, columns: BoundColumns, bar: number): number
}

export interface SizerDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): Sizer
}

/** The position that a rule protects, as it stands after a fill that opened or increased it. */
export interface ProtectedPosition {
  /** +1 long, −1 short. */
  readonly side: number
  /** Average entry price. */
  readonly entryPrice: number
  readonly entryBar: number
}

/**
 * Reduce-only orders that cancel one another. Of several stops (or targets) the tightest counts; of equals the one armed first.
 * `reason` is an index of EXIT_REASONS.
 */
export interface ProtectiveOrders {
  stop(level: number, reason: number): void
  takeProfit(level: number, reason: number): void
  /** A stop that follows the best price since the fill at this distance, a fraction of it. */
  trail(distance: number, reason: number): void
  /** A market order at the open of this bar. */
  closeAt(bar: number, reason: number): void
}

export interface RiskRule {
  /** Called after each fill that opened or increased a position. */
  arm?(position: ProtectedPosition, orders: ProtectiveOrders): void
  /** Halts the account at the first close with drawdown from peak equity at or above this fraction: flat at the next open, for good. */
  readonly haltDrawdown?: number
}

export interface RiskRuleDefinition {
  readonly schema: z.ZodType
  bind(params: unknown): RiskRule
}
