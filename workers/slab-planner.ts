/**
 * Leases column slots of the shared slab to chunks (main thread). Every distinct column of a chunk gets a slot that all threads share. A
 * chunk with more distinct columns than the slab has slots gets a share of slots for itself and works through its trials in batches.
 */
import type { IntegerRange } from '../src/core/integer-ranges.ts'
import type { ParameterSpace } from '../src/domain/axis.ts'
import type { ChunkLease } from '../src/engine/chunk-lease.ts'
import type { SignalNode } from '../src/engine/signal-node.ts'
import type { SlotDirectory } from '../src/engine/slot-directory.ts'
import type { StrategyEngine } from '../src/engine/strategy-engine.ts'

export class SlabPlanner {
  private readonly space: ParameterSpace
  private readonly strategyEngine: StrategyEngine
  private readonly directory: SlotDirectory
  private readonly ownSlots: number
  private readonly waiting: (() => void)[] = []
  private privates = 0

  /** @param threads chunks that may run at a time. */
  constructor(space: ParameterSpace, strategyEngine: StrategyEngine, directory: SlotDirectory, threads: number) {
    this.space = space
    this.strategyEngine = strategyEngine
    this.directory = directory
    this.ownSlots = Math.max(1, Math.floor(directory.slots / threads))
  }

  /** Waits while too many slots are leased to other chunks. */
  async beforeChunk(range: IntegerRange): Promise<ChunkLease> {
    const keys = this.columns(range)
    const fits = keys.length <= this.directory.slots
    const wanted = fits ? keys : Array.from({ length: this.ownSlots }, () => `own ${this.privates++}`)
    for (;;) {
      const lease = this.directory.lease(wanted)
      if (lease) return { own: !fits, slots: lease }
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  afterChunk(lease: unknown): void {
    this.directory.release((lease as ChunkLease).slots)
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  /** Distinct columns of the range's trials. A trial that cannot be assembled needs none: it becomes a failed row. */
  private columns({ from, to }: IntegerRange): string[] {
    const ordinals = new Int32Array(this.space.axes.length)
    const seen = new Set<SignalNode>()
    const keys = new Set<string>()
    for (let index = from; index < to; index++) {
      this.space.decode(index, ordinals)
      try {
        const trial = this.strategyEngine.assemble(ordinals)
        this.strategyEngine.nodes(trial, seen, (node) => {
          for (const key of node.columns) keys.add(key)
        })
      } catch {
        // The thread meets the same error and writes it into the row.
      }
    }
    return [...keys]
  }
}
