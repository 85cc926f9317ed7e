/** A sweep ready to be timed: the parts that a worker thread of the farm is made of, with every column computed beforehand. */
import { parseConfigTree } from '../../src/config/parse-config.ts'
import { type PlanSurroundings, planIdentity } from '../../src/config/plan-identity.ts'
import { builtInRegistries } from '../../src/config/registries.ts'
import { trialSource } from '../../src/config/trials.ts'
import type { ParameterSpace } from '../../src/domain/axis.ts'
import type { Market } from '../../src/domain/market.ts'
import type { RunConfig } from '../../src/domain/run-spec.ts'
import { TrialEvaluator } from '../../src/engine/chunk-evaluator.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import type { SlotLease } from '../../src/engine/slot-directory.ts'
import type { AssembledTrial } from '../../src/engine/strategy-engine.ts'
import { metricContext } from '../../src/reporting/metric-context.ts'
import { allMetrics } from '../../src/reporting/registry.ts'
import { createPlan } from '../../src/search/plan.ts'
import type { Contender, Rows } from './measure.ts'

export const METRICS_CONTEXT = metricContext({ periodsPerYear: 365 })

export interface OpenedSweep {
  readonly config: RunConfig
  readonly market: Market
  readonly space: ParameterSpace
  readonly farm: LocalFarm
  readonly evaluator: TrialEvaluator
  readonly slots: SlotLease
  /** Assembles one trial of the plan. */
  trial(index: number): AssembledTrial
}

/** @param written a config as an object. */
export function openSweep(market: Market, written: unknown, memoryBytes = 2 ** 31): OpenedSweep {
  const config = parseConfigTree(written)
  const space = createPlan(config.sweep!, config.seed)
  const source = trialSource(config, space.axes)
  const ordinals = new Int32Array(space.axes.length)
  const farm = new LocalFarm(market, (values) => source.spec(values), builtInRegistries, {
    axes: space.axes,
    columns: 1_024,
    memoryBytes,
  })
  const trial = (index: number): AssembledTrial => {
    space.decode(index, ordinals)
    return farm.strategyEngine.assemble(ordinals)
  }
  const slots = farm.prepare(Array.from({ length: space.count }, (_, index) => trial(index)))
  const evaluator = new TrialEvaluator({
    space,
    strategyEngine: farm.strategyEngine,
    backtestEngine: farm.backtestEngine,
    graph: farm.graph,
    trialId: planIdentity(config, surroundings(market), builtInRegistries, source).trialId,
    metrics: allMetrics,
    context: METRICS_CONTEXT,
    keepReturns: true,
  })
  return { config, market, space, farm, evaluator, slots, trial }
}

/** Trials as a thread of the farm runs them: decode, assemble, signals, loop, every metric, rows. */
export function farmContender({ evaluator, slots }: OpenedSweep): Contender {
  return {
    name: 'farm',
    run(from, to): Rows {
      evaluator.accept({ own: false, slots })
      const { metrics, returns } = evaluator.evaluate(from, to, never, ignore)!
      return { metrics: metrics.map(({ values }) => values), returns }
    },
  }
}

const never = (): boolean => false
const ignore = (): void => {}

const surroundings = (market: Market): PlanSurroundings => ({
  engineHash: 'bench',
  datasetHash: market.hash,
  calendar: market.calendar,
  periodsPerYear: market.periodsPerYear,
  declaresStream: false,
})
