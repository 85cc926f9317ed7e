/**
 * Named random streams (seedrandom's alea, Baagøe). A stream is keyed by root seed, owner (a trialId or a fixed word) and name, so
 * a new stream never shifts another and no place in a queue, thread or machine enters.
 */
import seedrandom from 'seedrandom'

/** Uniform numbers in [0, 1), 32 bits each. */
export type RandomStream = () => number

export function randomStream(rootSeed: string | number, owner: string, name: string): RandomStream {
  const generator = seedrandom.alea(`${rootSeed}/${owner}/${name}`)
  return () => generator()
}

/** Integer in [0, bound), bound ≤ 2^32. */
export const randomInt = (random: RandomStream, bound: number): number => Math.floor(random() * bound)
