/** The config around the strategy: everything else of DESIGN's normative example, with rules and defaults. */
import { z } from 'zod'
import { intervalMs } from '../core/time.ts'
import { pluginSchema } from './plugin-schema.ts'
import type { Registries } from './registries.ts'
import { utcTime } from './utc-time.ts'

/** The top level. `strategy` is `z.unknown()` here: which of its two forms is meant shows only in the text. */
export function runSchema(registries: Registries) {
  return z.strictObject({
    name: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9_-]{0,63}$/,
        'must be lower-case letters, digits, _ and -, 64 at most, beginning with a letter or digit',
      )
      .describe('The run id is name-<first 8 hex of the plan hash>.'),
    seed: seed.default(0).describe('Root of all random streams: 0 … 2^53 - 1, or a string of digits. Default 0.'),
    data: dataSchema,
    strategy: z.unknown(),
    account: accountSchema,
    benchmark: z
      .strictObject({ type: z.literal('buy-and-hold') })
      .default({ type: 'buy-and-hold' })
      .describe('What every trial is compared with.'),
    sweep: sweepSchema(registries).optional().describe('Left out: a plain backtest.'),
    ranking: rankingSchema(registries),
    output: outputSchema,
  })
}

const SEED_RULE = 'must be a whole number from 0 to 9007199254740991, or a quoted string of at most 20 digits'

const seed = z
  .union([z.int(SEED_RULE).min(0, SEED_RULE), z.string().regex(/^\d{1,20}$/, SEED_RULE)], { error: SEED_RULE })
  // A number in quotes is the same seed as the number.
  .transform((value) => {
    if (typeof value === 'number') return value === 0 ? 0 : value
    const digits = value.replace(/^0+(?=\d)/, '')
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits
  })

const folderName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'must be letters, digits, _ . and -, 64 at most, beginning with a letter or digit',
  )

const dataSchema = z
  .strictObject({
    dataset: folderName.describe('A dataset of the catalog: see data list.'),
    instruments: z
      .array(folderName)
      .min(1)
      .max(1_000)
      .refine((names) => new Set(names).size === names.length, { error: 'must name each instrument once' })
      .describe('Symbols, on one common clock and one account.'),
    interval: z
      .string()
      .refine((text) => intervalMs(text) !== undefined, {
        error: 'must be a number and s, m, h, d or w: 1m, 5m, 1h, 1d',
      })
      .describe('Length of a bar: 1m, 5m, 1h, 1d.'),
    from: utcTime.nullable().default(null).describe('Begin of the evaluation window, UTC; left out: the first bar.'),
    to: utcTime
      .nullable()
      .default(null)
      .describe('End of the window, UTC, not included; left out: behind the last bar.'),
    missing: z
      .enum(['fill', 'leave-out', 'fail'])
      .default('fail')
      .describe('Missing bars: carry the close, take them off the clock, or refuse.'),
    calendar: z.enum(['24x7', 'exchange']).nullable().default(null).describe("Left out: the dataset's own."),
    periodsPerYear: z
      .number()
      .gt(0)
      .lte(366)
      .nullable()
      .default(null)
      .describe('Days a year for annualising; left out: by the calendar.'),
    signals: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'CSV or Parquet file of columns computed elsewhere: knownAt (or t, the bar) and one column a signal; read as signals.NAME.',
      ),
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    path: ['to'],
    error: 'must be later than from',
  })

export const accountSchema = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z][A-Z0-9]{2,9}$/, 'must be 3 to 10 upper-case letters and digits: USD, USDT')
      .default('USD'),
    initialCash: z.number().gt(0).lte(1e15).default(100_000).describe('Start capital, in the currency.'),
    maxLeverage: z
      .literal(1, { error: 'must be 1: positions are paid for in full; margin is not supported yet' })
      .default(1)
      .describe('1: positions are collateralised in full, shorts too.'),
    funding: z
      .strictObject({
        rate: z
          .number()
          .gte(-1)
          .lte(1)
          .describe("Fraction of the position's notional that longs pay at each time; negative: receive."),
        everyHours: z.number().gt(0).lte(8_784),
      })
      .nullable()
      .default(null),
  })
  .prefault({})

const sweepSchema = (registries: Registries) =>
  z.strictObject({
    method: pluginSchema(registries.searchMethods, 'searchMethods', 'search method').prefault({ type: 'grid' }),
    space: z
      .record(axisName, axisSchema)
      .refine((space) => Object.keys(space).length > 0, { error: 'must have at least one axis' })
      .describe('Axis name → axis; the first axis is outermost.'),
    constraints: z.array(z.string()).max(100).default([]).describe('Conditions over axis names: fast < slow'),
  })

const axisName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
    'must be letters, digits and _, 64 at most, not beginning with a digit: constraints use it',
  )
  .refine((name) => name !== 'true' && name !== 'false' && name !== 'null' && name !== 'this', {
    error: 'means something else in a constraint',
  })

const axisSchema = z
  .strictObject({
    at: z.string().describe('Path of what it changes: strategy.features.fast.period'),
    values: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())], {
      error: 'must be a list, or a map from labels to values',
    }),
    from: z.number(),
    to: z.number(),
    step: z.number(),
    count: z.number(),
    scale: z.enum(['linear', 'log']),
    integer: z.boolean(),
  })
  .partial()
  .required({ at: true })
  .describe('values, or from/to/step, or from/to/count with scale: linear | log; integer: true rounds.')

const rankingSchema = (registries: Registries) =>
  z
    .strictObject({
      by: z.enum(Object.keys(registries.metrics)).default('sharpe').describe('A metric.'),
      order: z.enum(['ascending', 'descending']).optional().describe('Left out: the better first.'),
      top: z.int().min(1).max(10_000).default(20).describe('Rows of the printed table.'),
    })
    .prefault({})

const outputSchema = z
  .strictObject({
    returns: z.enum(['all', 'none', 'best']).default('all').describe('Whose daily returns are kept.'),
    details: z.int().min(0).max(10_000).default(0).describe('Trades, equity and orders of the best so many.'),
  })
  .prefault({})
