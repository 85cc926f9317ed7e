/**
 * The signal plane of one thread: computes the columns of a chunk's nodes into the slab, once among all threads, and hands them out with
 * their zone maps.
 */
import { assert } from '../core/assert.ts'
import { columnOf } from '../domain/market.ts'
import { TILE_BARS } from '../features/contract.ts'
import type { ScanKernel } from './kernel/kernel.ts'
import type { Tape } from './pipeline.ts'
import type { ColumnRef, SignalNode } from './signal-node.ts'
import { type SlabLayout, SlotStates } from './slab.ts'
import type { ColumnKey, SlotLease } from './slot-directory.ts'
import { type ZonedColumn, zoned, zonedView } from './zone-map.ts'

/** How long a wait for another thread's column lasts before it looks again. */
const WAIT_MS = 20

export class SignalGraph {
  private readonly memory: WebAssembly.Memory
  private readonly layout: SlabLayout
  readonly slotStates: SlotStates
  private readonly kernel: ScanKernel
  private readonly tapes: readonly Tape[]
  private readonly owner: number
  private slotOf: ReadonlyMap<ColumnKey, number> = new Map()
  private readonly views = new Map<number, ZonedColumn>()
  private readonly barColumns = new Map<Float64Array, ZonedColumn>()

  /** @param owner number of this thread, 0 ≤ owner < 2^30: marks the slots that it is computing. */
  constructor(
    memory: WebAssembly.Memory,
    layout: SlabLayout,
    kernel: ScanKernel,
    tapes: readonly Tape[],
    owner: number,
  ) {
    this.memory = memory
    this.layout = layout
    this.slotStates = new SlotStates(memory, layout)
    this.kernel = kernel
    this.tapes = tapes
    this.owner = owner
  }

  /** Makes every node's columns ready; a column under way by another thread is left for last. Nodes come inputs first. */
  prepare(nodes: readonly SignalNode[], lease: SlotLease): void {
    this.slotOf = new Map(lease)
    let waiting = nodes.filter((node) => !this.slotStates.isReady(this.slot(node)))
    while (waiting.length > 0) {
      const still: SignalNode[] = []
      for (const node of waiting) if (!this.tryCompute(node)) still.push(node)
      const first = still[0]
      if (first && still.length === waiting.length) this.slotStates.await(this.blocker(first), WAIT_MS)
      waiting = still
    }
  }

  /** A column with zone maps. The node must be prepared. */
  column(ref: ColumnRef, instrument: number): ZonedColumn {
    if (ref.kind === 'node') return this.view(this.slotOf.get(ref.node.columns[ref.output]!)!)
    const tape = this.tapes[instrument]!
    if (ref.column === 'high' || ref.column === 'low' || ref.column === 'close') return tape[ref.column]
    return this.unzoned(this.values(ref, instrument))
  }

  /** A column's values. */
  values(ref: ColumnRef, instrument: number): Float64Array {
    if (ref.kind === 'node') return this.column(ref, instrument).values
    const bars = this.tapes[instrument]!.bars
    const values = columnOf(bars, ref.column)
    assert(values, `instrument ${bars.instrument.symbol} has the column ${ref.column} that a feature reads`)
    return values
  }

  private slot(node: SignalNode): number {
    const slot = this.slotOf.get(node.columns[0]!)
    assert(slot !== undefined, 'a chunk has a lease for every column that it needs')
    return slot
  }

  private view(slot: number): ZonedColumn {
    let view = this.views.get(slot)
    if (!view) {
      view = zonedView(this.memory.buffer, this.layout.slotBase + slot * this.layout.slotBytes, this.layout.bars)
      this.views.set(slot, view)
    }
    return view
  }

  /** Open and volume have no zone maps in the slab; a model that reads them gets a zoned copy, once a thread. */
  private unzoned(values: Float64Array): ZonedColumn {
    let column = this.barColumns.get(values)
    if (!column) {
      column = zoned(values)
      this.barColumns.set(values, column)
    }
    return column
  }

  /** True when the node's columns are ready on return. */
  private tryCompute(node: SignalNode): boolean {
    const slot = this.slot(node)
    if (this.slotStates.isReady(slot)) return true
    if (this.blocker(node) !== slot) return false
    if (!this.slotStates.claim(slot, this.owner)) return this.slotStates.isReady(slot)
    try {
      this.compute(node)
    } catch (error) {
      this.slotStates.empty(slot) // A plug-in has thrown; who waits for the column must try by himself.
      throw error
    }
    this.slotStates.publish(slot)
    return true
  }

  private compute(node: SignalNode): void {
    const inputs = node.inputs.map((input) => this.values(input, node.instrument))
    const outputs = node.columns.map((key) => this.view(this.slotOf.get(key)!))
    const columns = outputs.map((output) => output.values)
    const kernel = node.feature.kernel()
    const bars = this.layout.bars
    for (let begin = 0; begin < bars; begin += TILE_BARS) {
      kernel.advance(inputs, columns, begin, Math.min(bars, begin + TILE_BARS))
    }
    for (const { values, min, max, min2, max2 } of outputs) {
      const { byteOffset } = values
      this.kernel.zoneMap(byteOffset, bars, min.byteOffset, max.byteOffset, min2.byteOffset, max2.byteOffset)
    }
  }

  /** The slot that must become ready before this node can be computed: an input's, or its own. */
  private blocker(node: SignalNode): number {
    for (const input of node.inputs) {
      if (input.kind === 'bar') continue
      const slot = this.slot(input.node)
      if (!this.slotStates.isReady(slot)) return slot
    }
    return this.slot(node)
  }
}
