/** What a sweep is before anything runs: market, space, identity. The same for the first start, a resume, a table and a page. */
import { type PlanIdentity, type PlanSurroundings, planIdentity } from '../config/plan-identity.ts'
import type { Registries } from '../config/registries.ts'
import { type TrialSource, trialSource } from '../config/trials.ts'
import { ConfigError } from '../core/errors.ts'
import type { Market } from '../domain/market.ts'
import type { RunConfig } from '../domain/run-spec.ts'
import { engineHash } from '../io/engine-hash.ts'
import { createPlan } from '../search/plan.ts'
import type { CountedSpace } from '../search/space.ts'
import { openMarket } from './open-market.ts'
import type { StageClock } from './stage-clock.ts'

export interface PreparedSweep {
  readonly config: RunConfig
  readonly market: Market
  readonly space: CountedSpace
  readonly source: TrialSource
  readonly identity: PlanIdentity
  readonly surroundings: PlanSurroundings
  /** Values of the first trial on the axes. */
  readonly firstTrial: Int32Array
}

/** Errors: those of the dataset, the space and the config; E_SWEEP_NONE when the config has no sweep. */
export async function prepareSweep(
  config: RunConfig,
  registries: Registries,
  datasets: string,
  maxCombos: number,
  pluginHash: string,
  clock: StageClock,
): Promise<PreparedSweep> {
  if (!config.sweep) {
    throw new ConfigError(
      'E_SWEEP_NONE',
      `${config.name}: the config has no sweep block`,
      'Add sweep: { space: … }, or run it once with the command run.',
    )
  }
  const market = await clock.timed('read data', () => openMarket(datasets, config.data))
  return clock.timed('plan', () => {
    const space = createPlan(config.sweep!, config.seed, { maxCombos }, registries.searchMethods)
    const source = trialSource(config, space.axes, registries)
    const surroundings: PlanSurroundings = {
      engineHash: pluginHash === '' ? engineHash() : `${engineHash()}+${pluginHash}`,
      datasetHash: market.hash,
      calendar: config.data.calendar ?? market.calendar,
      periodsPerYear: config.data.periodsPerYear ?? market.periodsPerYear,
      declaresStream: false,
    }
    const firstTrial = new Int32Array(space.axes.length)
    space.decode(0, firstTrial)
    const identity = planIdentity(config, surroundings, registries, source)
    return { config, market, space, source, identity, surroundings, firstTrial }
  })
}
