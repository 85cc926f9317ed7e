/**
 * `npm run bench -- [--only w1,w2,…] [--quick] [--rounds N] [--yardstick DIR] [--cli] [--json FILE]`
 *
 * Each entry runs in a process of its own. Times are minima over rounds in which the contenders take turns. `--quick` is a smoke run: too
 * few trials and rounds for its times to mean anything. Exit code 1: an entry failed, or differs from its fused loop by more than 1e-12.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchEntry, BenchRow, BenchSettings } from './bench-result.ts'
import { benchEntries, DEFAULT_GROUPS, GROUPS } from './entries.ts'
import { benchTable } from './table.ts'

const MOST_DIFFERENCE = 1e-12

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    cli: { type: 'boolean', default: false },
    yardstick: { type: 'string' },
    json: { type: 'string' },
  },
})

const { quick } = values
const settings: BenchSettings = {
  rounds: Number(values.rounds ?? (quick ? 1 : 5)),
  every: quick ? 10 : 1,
  quick,
  ...(values.yardstick !== undefined && { yardstick: resolve(values.yardstick) }),
}
const rows: BenchRow[] = []
let failed = false
for (const { name } of chosenEntries()) {
  process.stderr.write(`${name} …\n`)
  const row = runEntry(name)
  if (row) rows.push(row)
  if (!row || (row.agreement?.worst ?? 0) > MOST_DIFFERENCE) failed = true
}
process.stdout.write(`${benchTable(rows)}\n`)
if (values.json !== undefined) {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, settings: { ...settings, yardstick: undefined }, rows }, null, 2)}\n`,
  )
}
process.exitCode = failed ? 1 : 0

/** A group's name chooses its entries; so does an entry's own. */
function chosenEntries(): readonly BenchEntry[] {
  const wanted = values.only?.split(',') ?? (values.cli ? ['cli'] : [...DEFAULT_GROUPS])
  if (values.yardstick !== undefined && values.only === undefined) wanted.push('yardstick')
  const known = [...GROUPS, ...benchEntries.map(({ name }) => name)]
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`no entry ${unknown.join(', ')}: there are ${known.join(', ')}`)
  return benchEntries.filter(({ name }) => wanted.includes(name) || wanted.includes(name.split(':')[0]!))
}

function runEntry(name: string): BenchRow | undefined {
  const script = new URL('one-entry.ts', import.meta.url).pathname
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', script, name, JSON.stringify(settings)],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (status === 0 && last.startsWith('{')) return JSON.parse(last)
  process.stderr.write(`${name} failed with exit code ${status}\n${stderr}\n`)
  return undefined
}
