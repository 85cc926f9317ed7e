/**
 * Decision → change list: the bars on which an intent changes. The fast form reads levels through zone maps in the scan kernel; the plain
 * form computes every score and every intent, and is the reference. Both write the same list into the thread's scratch.
 */
import type { Decision } from '../decision/contract.ts'
import type { Model } from '../model/contract.ts'
import type { ScanKernel } from './kernel/kernel.ts'
import type { ChangeList } from './pipeline.ts'
import type { SlabLayout } from './slab.ts'
import { type ZonedColumn, zonedView } from './zone-map.ts'

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** A thread's scratch in the slab: a change list for each instrument, one score column, one intent column. */
export class ChangeScratch {
  readonly lists: readonly ChangeList[]
  readonly score: ZonedColumn
  readonly intents: Float64Array

  constructor(memory: WebAssembly.Memory, layout: SlabLayout, thread: number) {
    const { bars, instruments, slotBytes } = layout
    const base = layout.scratchBase + thread * layout.scratchBytes
    const listBytes = aligned(bars * 4) + aligned(bars * 8)
    this.lists = Array.from({ length: instruments }, (_, k) => {
      const at = base + k * listBytes
      const intents = new Float64Array(memory.buffer, at + aligned(bars * 4), bars)
      return { bars: new Int32Array(memory.buffer, at, bars), intents, count: 0 }
    })
    this.score = zonedView(memory.buffer, base + instruments * listBytes, bars)
    this.intents = new Float64Array(memory.buffer, base + instruments * listBytes + slotBytes, bars)
  }
}

/** The fast form where there is one. @param start first bar that decides. */
export function fillChanges(
  kernel: ScanKernel,
  scratch: ChangeScratch,
  list: ChangeList,
  model: Model,
  decision: Decision,
  inputs: readonly ZonedColumn[],
  start: number,
): void {
  const levels = decision.levels
  // Columns without zone maps in the slab (open, volume) have copies in memory that the kernel cannot see.
  const inSlab = model.form === 'general' || inputs.every(({ values }) => values.buffer === scratch.intents.buffer)
  if (levels === null || decision.inputs !== 'score' || !inSlab) {
    plainChanges(scratch, list, model, decision, inputs, start)
    return
  }
  if (model.form === 'general') {
    fillScores(model, inputs, scratch.score.values, 0)
    zoneMap(kernel, scratch.score)
    column(kernel, 'A', scratch.score)
    kernel.columnB(0, 0, 0, 0, 0)
  } else {
    column(kernel, 'A', inputs[0]!)
    if (model.form === 'first') kernel.columnB(0, 0, 0, 0, 0)
    else column(kernel, 'B', inputs[1]!)
  }
  const { enterLong, exitLong, enterShort, exitShort, onMissing } = levels
  kernel.levels(enterLong, exitLong, enterShort, exitShort, onMissing === 'hold' ? 1 : 0)
  const end = scratch.intents.length
  list.count = start < end ? kernel.changes(start, end, list.bars.byteOffset, list.intents.byteOffset) : 0
}

/** Every score, every intent, then the bars on which it differs from the one before. */
export function plainChanges(
  scratch: ChangeScratch,
  list: ChangeList,
  model: Model,
  decision: Decision,
  inputs: readonly ZonedColumn[],
  start: number,
): void {
  const { intents, score } = scratch
  const end = intents.length
  const columns = inputs.map((input) => input.values)
  if (decision.inputs === 'score') {
    fillScores(model, inputs, score.values, start)
    decision.kernel().advance([score.values], intents, start, end)
  } else decision.kernel().advance(columns, intents, start, end)
  let count = 0
  let last = 0
  for (let i = start; i < end; i++) {
    const intent = intents[i]!
    if (intent === last) continue
    list.bars[count] = i
    list.intents[count++] = intent
    last = intent
  }
  list.count = count
}

function fillScores(model: Model, inputs: readonly ZonedColumn[], out: Float64Array, begin: number): void {
  const row = new Float64Array(inputs.length)
  for (let i = begin; i < out.length; i++) {
    for (let k = 0; k < row.length; k++) row[k] = inputs[k]!.values[i]!
    out[i] = model.score(row)
  }
}

function column(kernel: ScanKernel, which: 'A' | 'B', { values, min, max, min2, max2 }: ZonedColumn): void {
  const set = which === 'A' ? kernel.columnA : kernel.columnB
  set(values.byteOffset, min.byteOffset, max.byteOffset, min2.byteOffset, max2.byteOffset)
}

function zoneMap(kernel: ScanKernel, { values, min, max, min2, max2 }: ZonedColumn): void {
  const zones = [min.byteOffset, max.byteOffset, min2.byteOffset, max2.byteOffset] as const
  kernel.zoneMap(values.byteOffset, values.length, ...zones)
}
