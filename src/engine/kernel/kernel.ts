/** The scan kernel: WebAssembly SIMD over the shared memory that holds the columns. Synchronous to load (2 KB). */
import { KERNEL_BASE64 } from './kernel.generated.ts'

/** Pointers are byte offsets into the memory it was loaded with. See assembly.ts for the contract of each function. */
export interface ScanKernel {
  zoneMap(values: number, bars: number, min: number, max: number, min2: number, max2: number): void
  columnA(values: number, min: number, max: number, min2: number, max2: number): void
  columnB(values: number, min: number, max: number, min2: number, max2: number): void
  levels(enterLong: number, exitLong: number, enterShort: number, exitShort: number, holdMissing: number): void
  changes(begin: number, end: number, bars: number, intents: number): number
}

/** @param memory shared. Errors: WebAssembly.LinkError when it is not, or allows more than 4 GiB. */
export function loadScanKernel(memory: WebAssembly.Memory): ScanKernel {
  const bytes = Uint8Array.from(atob(KERNEL_BASE64), (c) => c.charCodeAt(0))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  return instance.exports as unknown as ScanKernel
}
