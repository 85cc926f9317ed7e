/**
 * The scan kernels in TypeScript: the twin of assembly.ts. It gives the same bits and is written to be read; the engine runs the other.
 * Zone maps: fillZones of zone-map.ts. Change lists: `changesOf`, which knows no blocks at all, so that it shows what skipping must not change.
 */
import type { Levels } from '../../decision/contract.ts'
import type { ChangeList } from '../pipeline.ts'

export { fillZones as zoneMap } from '../zone-map.ts'

/**
 * Writes the bars in [begin, end) on which the state (0 before `begin`) changes, and the new states: −1, 0 or 1.
 * @param b null: the score is column A alone; else A − B. @param list room for end − begin entries; its count is set. Cost: O(end − begin).
 */
export function changesOf(
  a: Float64Array,
  b: Float64Array | null,
  levels: Levels,
  begin: number,
  end: number,
  list: ChangeList,
): void {
  let state = 0
  let count = 0
  for (let i = begin; i < end; i++) {
    const next = stateAfter(levels, state, b === null ? a[i]! : a[i]! - b[i]!)
    if (next === state) continue
    list.bars[count] = i
    list.intents[count++] = next
    state = next
  }
  list.count = count
}

/** One step of the hysteresis. A level that is only met does not enter; it does exit. */
function stateAfter(levels: Levels, state: number, score: number): number {
  const { enterLong, exitLong, enterShort, exitShort, onMissing } = levels
  if (Number.isNaN(score)) return onMissing === 'hold' ? state : 0
  if (state > 0) return score < enterShort ? -1 : score <= exitLong ? 0 : 1
  if (state < 0) return score > enterLong ? 1 : score >= exitShort ? 0 : -1
  return score > enterLong ? 1 : score < enterShort ? -1 : 0
}
