/** The farm against hand-fused forms of the same work, all over the same trials in turn. */
import type { BenchResult, BenchSettings } from './bench-result.ts'
import { type FusedLoop, fusedContender } from './fused-trial.ts'
import { agreement, chunksOf, interleaved, otherRatios, type Timing, tradesPerTrial } from './measure.ts'
import { farmContender, type OpenedSweep } from './opened-sweep.ts'

const QUICK_PART = 10

/**
 * Every form takes part in every round; the farm is measured against the fastest one-pass loop, and the tuned form is in the note.
 * @param forms by name: one pass over the bars, as one writes it. @param tuned the same work in several unrolled walks, as somebody with days
 * to spend writes it for one strategy. Each must leave what the farm leaves. @param chunkTrials trials that are timed at a time.
 */
export function againstFused(
  sweep: OpenedSweep,
  forms: Readonly<Record<string, FusedLoop>>,
  tuned: Readonly<Record<string, FusedLoop>>,
  chunkTrials: number,
  { rounds, every, quick }: BenchSettings,
): BenchResult {
  const farm = farmContender(sweep)
  const fused = Object.entries({ ...forms, ...tuned }).map(([name, loop]) => fusedContender(sweep, name, loop))
  const chunks = chunksOf(sweep.space.count, quick ? chunkTrials / QUICK_PART : chunkTrials, every)
  const agreements = fused.map((form) => agreement(farm, form, chunks)).sort((a, b) => b.worst - a.worst)
  const [ours, ...theirs] = interleaved([farm, ...fused], chunks, rounds) as [Timing, ...Timing[]]
  const onePass = theirs.slice(0, Object.keys(forms).length)
  const fastest = onePass.reduce((best, timing) => (timing.ms < best.ms ? timing : best))
  const others = fused.flatMap(({ name }, form) =>
    theirs[form] === fastest ? [] : [`${(ours.ms / theirs[form]!.ms).toFixed(3)} of ${name}`],
  )
  return {
    trials: chunks.reduce((sum, { from, to }) => sum + to - from, 0),
    bars: sweep.market.t.length,
    tradesPerTrial: tradesPerTrial(farm, chunks),
    ms: ours.ms,
    fusedMs: fastest.ms,
    agreement: agreements[0]!,
    note: `against ${fused[theirs.indexOf(fastest)]!.name} (${otherRatios(ours, fastest)}); ${others.join(', ')}`,
  }
}
