/**
 * Volatility sizing: as many units as lose `risk` of equity when the price moves `multiple` average true ranges against the position.
 *
 * Params: atr — a feature in price units (usually atr) · risk — fraction of equity, 0 < risk ≤ 1 · multiple — ATRs, > 0
 * Output: intent × risk × equity / (multiple × atr × unit value), units; capped by buying power at the fill. No target while atr is not above 0
 * Source: Wilder (1978); the "percent volatility" model of Tharp (1998)
 */
import { z } from 'zod'
import { type SizerDefinition, TARGET } from '../contract.ts'

const schema = z.strictObject({
  atr: z.string().describe('name of the feature that measures the range, in price units'),
  risk: z.number().gt(0).lte(1).describe('fraction of equity at risk'),
  multiple: z.number().gt(0).describe('average true ranges to the point where that much is lost'),
})

export const atrRisk: SizerDefinition = {
  schema,
  bind(params) {
    const { atr, risk, multiple } = schema.parse(params)
    return {
      inputs: [atr],
      kind: TARGET.quantity,
      target(intent, equity, _price, unitValue, columns, bar) {
        const range = columns[0]![bar]!
        return range > 0 ? (intent * risk * equity) / (multiple * range * unitValue) : Number.NaN
      },
    }
  },
}
