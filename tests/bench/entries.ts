/** Every entry with its target. The part of a name before the colon is its group. */
import type { BenchEntry } from './bench-result.ts'
import { coldStart } from './cli.ts'
import { dense } from './dense.ts'
import { flatMemory, largeSweep } from './memory.ts'
import { threads } from './threads.ts'
import { w1, w1AfterOtherShapes } from './w1.ts'
import { w2 } from './w2.ts'
import { yardstickEntries } from './yardstick.ts'

export const benchEntries: readonly BenchEntry[] = [
  { name: 'w1:standard', target: { most: 0.65 }, run: (settings) => w1('standard', settings) },
  { name: 'w1:after-six-shapes', target: { most: 0.8 }, run: w1AfterOtherShapes },
  { name: 'w1:slow-windows', target: { most: 0.2 }, run: (settings) => w1('slowWindows', settings) },
  { name: 'w1:fast-windows', target: { most: 1.1 }, run: (settings) => w1('fastWindows', settings) },
  { name: 'w2:four-exits', target: { most: 0.6 }, run: (settings) => w2('all', settings) },
  { name: 'w2:none', target: { most: 0.6 }, run: (settings) => w2('none', settings) },
  { name: 'w2:stop', target: { most: 0.6 }, run: (settings) => w2('stop', settings) },
  { name: 'w2:stop-target', target: { most: 0.6 }, run: (settings) => w2('stop-target', settings) },
  { name: 'w2:trail-target', target: { most: 0.6 }, run: (settings) => w2('trail-target', settings) },
  { name: 'threads', target: { least: 1.6, unit: '×' }, run: threads },
  { name: 'memory:large-sweep', target: { most: 1.6, unit: 'GB' }, run: largeSweep },
  { name: 'memory:flat', target: { most: 10, unit: 'MB' }, run: flatMemory },
  { name: 'dense', run: dense },
  { name: 'cli', run: coldStart },
  ...yardstickEntries,
]

export const GROUPS: readonly string[] = [...new Set(benchEntries.map(({ name }) => name.split(':')[0]!))]
export const DEFAULT_GROUPS: readonly string[] = GROUPS.filter((group) => group !== 'cli' && group !== 'yardstick')
