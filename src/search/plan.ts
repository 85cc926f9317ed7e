/** The plan of a sweep: its trials in plan order, decoded lazily. Coordinator and workers make it from the same config and agree. */
import { assert } from '../core/assert.ts'
import { randomStream } from '../core/seeded-streams.ts'
import type { SweepSpec } from '../domain/run-spec.ts'
import type { SearchMethodDefinition } from './contract.ts'
import { searchMethods } from './registry.ts'
import type { CountedSpace, SpaceOptions } from './space.ts'
import { createSpace, DEFAULT_MAX_COMBOS, refuseAbove } from './space.ts'

/**
 * @param seed the run's root seed: a sampled grid is part of the plan
 * @param options maxCombos limits the trials that run, so a sample of a space above the limit is allowed
 * Errors: as createSpace; a method that cannot tell its trials beforehand is a programmer error here.
 */
export function createPlan(
  sweep: SweepSpec,
  seed: number | string,
  options: SpaceOptions = {},
  methods: Readonly<Record<string, SearchMethodDefinition>> = searchMethods,
): CountedSpace {
  const { type, ...params } = sweep.method
  const definition = Object.hasOwn(methods, type) ? methods[type] : undefined
  assert(definition, `the config names a registered search method, not ${type}`)
  const method = definition.bind(params)
  assert(method.fixed, `${type} is a method with a plan known beforehand`)
  const space = createSpace(sweep.axes, sweep.constraints, { ...options, maxCombos: Number.POSITIVE_INFINITY })
  const batch = method.next(space, [], randomStream(seed, 'plan', type))
  assert(batch, 'a fixed method has a first batch')
  refuseAbove(options.maxCombos ?? DEFAULT_MAX_COMBOS, batch.count)
  return {
    ...space,
    count: batch.count,
    decode: (index, ordinals) => space.decode(checked(batch.indexAt(index)), ordinals),
  }
}

function checked(index: number | undefined): number {
  assert(index !== undefined, 'the trial index is inside the plan')
  return index
}
