/** Zoned columns and a change list in the shared memory of a scan kernel, for tests. */
import { loadScanKernel, type ScanKernel } from '../../src/engine/kernel/kernel.ts'
import type { ChangeList } from '../../src/engine/pipeline.ts'
import { type ZonedColumn, zonedLength, zonedView } from '../../src/engine/zone-map.ts'

export class KernelMemory {
  readonly kernel: ScanKernel
  private readonly memory: WebAssembly.Memory
  private used = 1024

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true })
    this.kernel = loadScanKernel(this.memory)
  }

  /** Gives everything back. */
  clear(): void {
    this.used = 1024
  }

  /** A column whose zone maps are still those of whatever was there before. */
  column(values: ArrayLike<number>): ZonedColumn {
    const column = zonedView(this.memory.buffer, this.take(zonedLength(values.length) * 8), values.length)
    column.values.set(values)
    return column
  }

  /** A column with the kernel's zone maps. */
  zoned(values: ArrayLike<number>): ZonedColumn {
    const column = this.column(values)
    this.kernel.zoneMap(column.values.byteOffset, values.length, ...zonesOf(column))
    return column
  }

  list(bars: number): ChangeList {
    const intents = new Float64Array(this.memory.buffer, this.take(bars * 8), bars)
    return { bars: new Int32Array(this.memory.buffer, this.take(bars * 4), bars), intents, count: 0 }
  }

  private take(bytes: number): number {
    const at = this.used
    this.used = at + Math.ceil(bytes / 64) * 64
    return at
  }
}

/** Byte offsets of a column's zone maps, in the order in which the kernel takes them. */
export const zonesOf = ({ min, max, min2, max2 }: ZonedColumn) =>
  [min.byteOffset, max.byteOffset, min2.byteOffset, max2.byteOffset] as const
