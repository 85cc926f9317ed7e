/** The strategy of a config: spelled out, or named with parameters and overrides. Defaults stand here and in the plug-ins' schemas. */
import { z } from 'zod'
import type { StrategySpec } from '../domain/strategy-spec.ts'
import { pluginSchema } from './plugin-schema.ts'
import type { Registries } from './registries.ts'

/** `strategy` spelled out. The model may be missing: whether it is needed depends on the decision (see strategy-links.ts). */
export function strategySchema(registries: Registries) {
  return z
    .strictObject({
      features: z
        .record(ownName, pluginSchema(registries.features, 'features', 'feature'))
        .default({})
        .describe('Your name → feature. An input is a bar column, a feature or NAME.output.'),
      model: pluginSchema(registries.models, 'models', 'model')
        .optional()
        .describe('Features → score. Left out when the decision reads columns.'),
      decision: pluginSchema(registries.decisions, 'decisions', 'decision').describe('Score → intent in [-1, 1].'),
      risk: riskSchema(registries),
      execution: executionSchema(registries),
    })
    .describe('The pipeline from bars to fills, spelled out.')
}

/** What strategySchema gives. */
export type ParsedStrategy = Omit<StrategySpec, 'model'> & { readonly model?: StrategySpec['model'] | undefined }

/** `strategy: { name, params }` with parts of risk and execution that replace the strategy's own. */
export function strategyCallSchema(registries: Registries) {
  return z
    .strictObject({
      name: z.string().describe('A registered strategy.'),
      params: z.record(z.string(), z.unknown()).default({}).describe("The strategy's parameters."),
      risk: z
        .strictObject(riskShape(registries))
        .partial()
        .default({})
        .describe("In place of the strategy's own, part by part."),
      execution: z
        .strictObject(executionShape(registries))
        .partial()
        .default({})
        .describe("In place of the strategy's own, part by part."),
    })
    .describe('A strategy by name.')
}

/** Names that the user gives to features and rules: parts of paths, so without dots. */
const ownName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must begin with a letter, then letters, digits, _ and -, 64 at most')

const riskSchema = (registries: Registries) => {
  const { sizer, rules, reentry, resize } = riskShape(registries)
  return z
    .strictObject({
      sizer: sizer.prefault({ type: 'fraction-of-equity', fraction: 1 }),
      rules: rules.default({}),
      reentry: reentry.default('onChange'),
      resize: resize.default('onChange'),
    })
    .prefault({})
}

const riskShape = (registries: Registries) => ({
  sizer: pluginSchema(registries.sizers, 'sizers', 'sizer').describe('Intent → target position. Default: all equity.'),
  rules: z
    .record(ownName, pluginSchema(registries.rules, 'rules', 'risk rule'))
    .describe('Your name → rule, applied in this order.'),
  reentry: z
    .union([z.enum(['onChange', 'immediate']), z.strictObject({ afterBars: z.int().min(1).max(10_000_000) })], {
      error: 'must be onChange | immediate | { afterBars: whole number ≥ 1 }',
    })
    .describe(
      'When a position may be opened again after a risk exit: when the intent changes, at once, or after so many bars.',
    ),
  resize: z
    .union([z.enum(['onChange', 'everyBar']), z.strictObject({ band: z.number().gt(0).lte(1) })], {
      error: 'must be onChange | everyBar | { band: fraction in (0, 1] }',
    })
    .describe(
      'When the sizer runs while the intent stands still. band: when the target moved by more than this fraction.',
    ),
})

const executionSchema = (registries: Registries) => {
  const { policy, router, slippage, matching, fees, latency } = executionShape(registries)
  return z
    .strictObject({
      policy: policy.prefault({ type: 'market' }),
      router: router.prefault({ type: 'single-venue' }),
      slippage: slippage.prefault({ type: 'none' }),
      matching: matching.prefault({ type: 'bar' }),
      fees: fees.prefault({ type: 'maker-taker', makerBps: 0, takerBps: 0 }),
      latency: latency.prefault({ type: 'none' }),
    })
    .prefault({})
}

const executionShape = (registries: Registries) => ({
  policy: pluginSchema(registries.policies, 'policies', 'execution policy').describe('Parent order → child orders.'),
  router: pluginSchema(registries.routers, 'routers', 'router').describe('Child order → venue.'),
  slippage: pluginSchema(registries.slippages, 'slippages', 'slippage model').describe('Default: none.'),
  matching: pluginSchema(registries.matchings, 'matchings', 'matching').describe('How orders meet bars.'),
  fees: pluginSchema(registries.fees, 'fees', 'fee schedule').describe('Default: no fees.'),
  latency: pluginSchema(registries.latencies, 'latencies', 'latency').describe(
    'Bars between decision and arrival. Default: none.',
  ),
})
