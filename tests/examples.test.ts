import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** Starts an example as its first comment says. */
const output = async (file: string) => run(process.execPath, [join(ROOT, 'examples', file)], { encoding: 'utf8' })

describe('examples', () => {
  it('minimal-strategy prints the summary, in at most 40 lines of code', async () => {
    const { stdout, stderr } = await output('minimal-strategy.ts')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^minimal: WALK, 2020-01-01 to 2024-12-29, 1,825 bars\n/)
    for (const line of ['Sharpe', 'Sortino', 'Max DD', 'Trades', 'Fees'])
      expect(stdout).toMatch(new RegExp(`^ {2}${line} +\\S`, 'm'))
    expect(stdout).toContain('buy and hold')
    expect(readFileSync(join(ROOT, 'examples/minimal-strategy.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(41)
  })

  it('debug-pipeline prints 20 bars after warm-up, each with all stages in order', async () => {
    const { stdout } = await output('debug-pipeline.ts')
    const bars = stdout.split('\n\n').filter((block) => block.startsWith('bar '))
    expect(bars).toHaveLength(20)
    const stages = ['prices', 'fill', 'features', 'score', 'intent', 'target', 'order', 'position', 'account']
    const seen = new Set<string>()
    for (const block of bars) {
      const lines = block.split('\n').slice(1)
      const own = lines.map((line) => /^ {2}(\w+) /.exec(line)?.[1] ?? line)
      for (const stage of own) {
        expect(stages).toContain(stage)
        seen.add(stage)
      }
      const first = stages.filter((stage) => own.includes(stage)).map((stage) => own.indexOf(stage))
      expect(first).toEqual([...first].sort((a, b) => a - b))
      expect(lines.every((line) => line.length <= 120)).toBe(true)
    }
    expect([...seen].sort()).toEqual([...stages].sort())
    expect(stdout).toMatch(/\ntimers .*features .* decision .* loop .* metrics /)
    expect(stdout).toMatch(/\d+ orders, \d+ trades, Sharpe /)
  })
})
