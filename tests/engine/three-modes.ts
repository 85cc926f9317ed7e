/** One trial in the three modes of the loop, and where they differ. */
import { randomInt, randomStream } from '../../src/core/seeded-streams.ts'
import type { Market } from '../../src/domain/market.ts'
import type { LoopMode } from '../../src/engine/backtest-engine.ts'
import type { TrialSpec } from '../../src/engine/bind-plugin.ts'
import type { EventLoop } from '../../src/engine/fresh-instance.ts'
import { LocalFarm } from '../../src/engine/local-farm.ts'
import { type Bits, bitsOf, firstDifference } from './outcome-bits.ts'
import { testRegistries } from './test-plugins.ts'

/** A farm of one trial; a few columns, because thousands of farms are made. */
export function farmOf(market: Market, spec: TrialSpec, loop?: EventLoop): LocalFarm {
  return new LocalFarm(market, () => spec, testRegistries, { columns: 48, ...(loop && { freshLoop: () => loop }) })
}

/** Cuts holds at random bars, short ones and long ones. */
export function jittered(seed: number): LoopMode {
  const random = randomStream(seed, 'cuts', 'jitter')
  return { cut: () => randomInt(random, randomInt(random, 3) === 0 ? 4 : 150) }
}

export interface Compared {
  readonly dense: Bits
  readonly difference: string | undefined
}

/** Runs a farm's trial densely, skipping and jittered. */
export function compareModes(farm: LocalFarm, cuts: number): Compared {
  const none = new Int32Array(0)
  const dense = bitsOf(farm.run(none, 'dense'))
  const skipping = firstDifference(dense, bitsOf(farm.run(none, 'skipping')))
  if (skipping !== undefined) return { dense, difference: `skipping: ${skipping}` }
  const cut = firstDifference(dense, bitsOf(farm.run(none, jittered(cuts))))
  return { dense, difference: cut === undefined ? undefined : `jittered: ${cut}` }
}
