/** One entry in a process of its own, so that no other entry's compiled code, heap or peak memory is in it: `one-entry.ts NAME SETTINGS`. */
import '../../src/io/math-flag.ts'
import '../../src/io/inlining-flag.ts'
import { writeSync } from 'node:fs'
import type { BenchRow } from './bench-result.ts'
import { benchEntries } from './entries.ts'

const [name, settings] = process.argv.slice(2) as [string, string]
const entry = benchEntries.find((candidate) => candidate.name === name)
if (!entry) throw new Error(`no entry is named ${name}`)
const result = await entry.run(JSON.parse(settings))
const row: BenchRow = {
  name,
  ...(entry.target && { target: entry.target }),
  ...result,
  peakRssMb: process.resourceUsage().maxRSS / 1_024,
}
writeSync(1, `${JSON.stringify(row)}\n`)
process.exit(0)
