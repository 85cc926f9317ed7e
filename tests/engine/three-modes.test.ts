/**
 * The engine's first property: dense, skipping and jittered time advance leave the same bits in every field of every trial.
 *
 * THREE_MODES_SEED=n draws other pipelines, THREE_MODES_RUNS=n more of them.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Axis } from '../../src/domain/axis.ts'
import type { Market } from '../../src/domain/market.ts'
import { EXIT_REASONS, type ExitReason } from '../../src/domain/outcome.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import { type Bits, bitsOf, firstDifference } from './outcome-bits.ts'
import { marketOf, marketRecipe } from './random-market.ts'
import { caseOf, type RandomPipeline, randomPipeline, randomTrial, specOf } from './random-pipeline.ts'
import { testRegistries } from './test-plugins.ts'
import { compareModes, farmOf } from './three-modes.ts'

const SEED = Number(process.env.THREE_MODES_SEED ?? 20_240_101)
const RUNS = Number(process.env.THREE_MODES_RUNS ?? 1000)

describe(`pipelines drawn from seed ${SEED}`, () => {
  it(`give the same bits densely, skipping and jittered (${RUNS} pipelines)`, { timeout: 60_000 + RUNS * 100 }, () => {
    const seen = new Map<Happening, number>()
    fc.assert(
      fc.property(randomPipeline, (pipeline) => {
        const { market, spec } = caseOf(pipeline)
        const { dense, difference } = compareModes(farmOf(market, spec), pipeline.cuts)
        expect(difference).toBeUndefined()
        for (const name of HAPPENINGS)
          if (HAPPENED[name](dense, pipeline, market)) seen.set(name, (seen.get(name) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    console.info(`three modes, seed ${SEED}: ${HAPPENINGS.map((name) => `${name} ${seen.get(name) ?? 0}`).join(', ')}`)
    // A property over pipelines in which nothing happens proves nothing.
    for (const name of HAPPENINGS) expect(seen.get(name) ?? 0, name).toBeGreaterThanOrEqual(LEAST[name] * RUNS)
  })

  it('give the same bits after other trials on the same thread as alone', { timeout: 60_000 }, () => {
    const draws = fc.record({
      recipe: marketRecipe,
      trials: fc.array(randomTrial, { minLength: 2, maxLength: 5 }),
      order: fc.array(fc.nat({ max: 1000 }), { minLength: 6, maxLength: 12 }),
    })
    fc.assert(
      fc.property(draws, ({ recipe, trials, order }) => {
        const market = marketOf(recipe)
        const specs = trials.map((trial) => specOf(trial, market))
        const alone = specs.map((spec) => bitsOf(farmOf(market, spec).run()))
        const values = specs.map((value, n) => ({ cell: `${n}`, value }))
        const axes: Axis[] = [{ name: 'trial', at: 'strategy', plane: 'signal', kind: 'text', values }]
        // So few slots that columns make room for others between trials.
        const farm = new LocalFarm(market, (ordinals) => specs[ordinals[0]!]!, testRegistries, { axes, columns: 56 })
        for (const [n, pick] of order.entries()) {
          const ordinal = pick % specs.length
          const mode = n % 3 === 2 ? 'dense' : 'skipping'
          expect(firstDifference(alone[ordinal]!, bitsOf(farm.run(Int32Array.of(ordinal), mode)))).toBeUndefined()
        }
      }),
      { numRuns: 150, seed: SEED },
    )
  })
})

type Happening = keyof typeof HAPPENED
type Happened = (bits: Bits, pipeline: RandomPipeline, market: Market) => boolean

const closedBy =
  (reason: ExitReason): Happened =>
  (bits) =>
    (bits['trades.reason'] as readonly number[]).includes(EXIT_REASONS.indexOf(reason))

const HAPPENED = {
  traded: (bits) => Number(bits['trades.count']) > 0,
  'many trades': (bits) => Number(bits['trades.count']) > 20,
  shorted: (bits) => (bits['trades.side'] as readonly number[]).includes(-1),
  stopped: closedBy('stop-loss'),
  'took profit': closedBy('take-profit'),
  trailed: closedBy('trailing-stop'),
  'timed out': closedBy('time-stop'),
  halted: closedBy('halt'),
  ruined: (bits) => bits.status === 'ruined',
  'stop and target in one bar': (bits) => Number(bits.ambiguousBars) > 0,
  // Without reversals an order has one fill, unless the volume cuts it.
  'partial fills': (bits, { trial }) =>
    trial.signals.sides === 'long' && trial.signals.kind !== 'steps' && Number(bits.fills) > Number(bits.orders),
  'several instruments': (bits, _pipeline, market) => market.bars.length > 1 && Number(bits['trades.count']) > 0,
  'missing bars': (bits, _pipeline, market) =>
    market.bars.some(({ present }) => present !== null) && Number(bits['trades.count']) > 0,
  'paid funding': (bits) => bits.funding !== 0,
  rejected: (bits) => Number(bits.rejectedOrders) > 0,
  'fills at the close': (bits, { trial }) => trial.matching.fillAt === 'sameClose' && Number(bits.fills) > 0,
  'bars before the window': (bits, _pipeline, market) => market.first > 0 && Number(bits['trades.count']) > 0,
  'carried days': (_bits, _pipeline, { dayEnds }) => dayEnds.some((end, day) => end === dayEnds[day - 1]),
} as const satisfies Record<string, Happened>

const HAPPENINGS = Object.keys(HAPPENED) as Happening[]

/** The least fraction of pipelines: about half of what is usual. */
const LEAST: Readonly<Record<Happening, number>> = {
  traded: 0.3,
  'many trades': 0.1,
  shorted: 0.12,
  stopped: 0.06,
  'took profit': 0.05,
  trailed: 0.07,
  'timed out': 0.06,
  halted: 0.025,
  ruined: 0.03,
  'stop and target in one bar': 0.01,
  'partial fills': 0.012,
  'several instruments': 0.12,
  'missing bars': 0.15,
  'paid funding': 0.07,
  rejected: 0.15,
  'fills at the close': 0.1,
  'bars before the window': 0.05,
  'carried days': 0.06,
}
