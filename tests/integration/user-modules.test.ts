/** What a user brings along: a strategy and plug-ins in files outside the repository, signals computed elsewhere; on threads as well. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../src/cli/commands/run.ts'
import { sweepCommand } from '../../src/cli/commands/sweep.ts'
import { describeError, exitCodeOf } from '../../src/cli/exit-code.ts'
import { runData } from '../cli/run-data.ts'
import { fileFolder } from '../scratch-folder.ts'
import { quantfarm } from './command-line.ts'

const folder = fileFolder()
const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
const BARS = 400

/** Imports both by their names: the folder has no packages of its own. */
const STRATEGY = `import { defineStrategy } from 'quantfarm'
import { z } from 'zod'
import { SLOW } from './parts/slow.ts'

export default defineStrategy({
  params: z.strictObject({ fast: z.int().min(1).default(5) }),
  build: ({ fast }) => ({
    features: { fast: { type: 'lagged', bars: fast }, slow: { type: 'sma', period: SLOW } },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold' },
  }),
})
`

/** The close so many bars ago. */
const PLUGIN = `import { z } from 'zod'
const schema = z.strictObject({ bars: z.int().min(1).describe('bars back') })
export const features = {
  lagged: {
    schema,
    bind(params: unknown) {
      const { bars } = schema.parse(params)
      return {
        inputs: ['close'], outputs: ['lagged'], warmup: [bars], lookback: bars,
        kernel: () => ({
          advance([close], [out], begin, end) {
            for (let i = begin; i < end; i++) out[i] = i < bars ? Number.NaN : close[i - bars]
          },
        }),
      }
    },
  },
}
`

const DATA = 'data: { dataset: walk, instruments: [SYN], interval: 1h }'

async function trialsOf(out: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const ended = await quantfarm(['sweep', ...args, '--out', out, '--threads', '2', '--chunk-size', '2'], folder)
  expect(ended).toMatchObject({ code: 0 })
  const run = join(folder, out, readdirSync(join(folder, out))[0]!)
  return parquetReadObjects({ file: await asyncBufferFromFile(join(run, 'trials.parquet')), compressors })
}

/** The metrics that `run` writes. */
async function metricsOf(out: string, ...args: string[]): Promise<Record<string, number | null>> {
  expect(await quantfarm(['run', ...args, '--out', out], folder)).toMatchObject({ code: 0 })
  const run = join(folder, out, readdirSync(join(folder, out))[0]!)
  return (JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8')) as { metrics: Record<string, number | null> })
    .metrics
}

/** What a command would print and exit with, without a process of its own. Files are named from the test's folder. */
async function refusal(
  ...[name, ...args]: readonly string[]
): Promise<{ readonly code: number; readonly err: string }> {
  const command = name === 'run' ? runCommand() : sweepCommand()
  const placed = args.map((arg) => (/^[\w-]+(?:\/|\.yaml)/.test(arg) || arg === 'plugins' ? join(folder, arg) : arg))
  try {
    const data = ['--datasets', join(folder, 'datasets'), '--out', join(folder, 'refused')]
    await command.exitOverride().parseAsync([...placed, ...data], { from: 'user' })
  } catch (error) {
    return { code: exitCodeOf(error), err: describeError(error, false) }
  }
  return { code: 0, err: '' }
}

beforeAll(async () => {
  const walk = ['--bars', String(BARS), '--sigma', '0.01', '--seed', '9', '--from', '2024-01-01']
  const names = ['--dataset', 'walk', '--instrument', 'SYN', '--interval', '1h', '--root', join(folder, 'datasets')]
  await runData('synth', ...names, ...walk)
  for (const path of ['mine/parts', 'plugins', 'configs']) mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, 'mine/my-strategy.ts'), STRATEGY)
  writeFileSync(join(folder, 'mine/parts/slow.ts'), 'export const SLOW: number = 20\n')
  writeFileSync(join(folder, 'plugins/lagged.ts'), PLUGIN)
  const space = 'sweep: { space: { fast: { at: strategy.params.fast, from: 1, to: 6, step: 1 } } }'
  writeFileSync(join(folder, 'mine.yaml'), `name: mine\n${DATA}\nstrategy: { name: my-strategy }\n${space}\n`)
  writeFileSync(join(folder, 'other.yaml'), `name: other\n${DATA}\nstrategy: { name: sma-cross }\n`)
})

describe('a strategy and plug-ins of the user', () => {
  const own = ['--strategy', 'mine/my-strategy.ts', '--plugins', 'plugins']

  it('run, and sweep on threads, with the same numbers', async () => {
    const trials = await trialsOf('swept', 'mine.yaml', ...own)
    expect(trials.map(({ fast, status }) => [fast, status])).toEqual([1, 2, 3, 4, 5, 6].map((fast) => [fast, 'ok']))
    const alone = await metricsOf('alone', 'mine.yaml', ...own, '--set', 'fast=3')
    expect(alone.trades).toBeGreaterThan(3)
    const { sharpe, finalEquity, trades } = trials[2]!
    expect({ sharpe, finalEquity, trades }).toEqual({
      sharpe: alone.sharpe,
      finalEquity: alone.finalEquity,
      trades: alone.trades,
    })
  })

  it.each([
    ['a changed helper is another plan', 'mine/parts/slow.ts', 'export const SLOW: number = 30\n'],
    [
      'a changed plug-in is another plan',
      'plugins/lagged.ts',
      PLUGIN.replace('close[i - bars]', 'close[i - bars] * 1.01'),
    ],
  ])('%s', async (_, file, text) => {
    const before = readFileSync(join(folder, file), 'utf8')
    const planOf = async () => /mine-[0-9a-f]{8}/.exec((await quantfarm(['plan', 'mine.yaml', ...own], folder)).out)![0]
    const plan = await planOf()
    expect(await planOf()).toBe(plan)
    writeFileSync(join(folder, file), text)
    expect(await planOf()).not.toBe(plan)
    writeFileSync(join(folder, file), before)
    expect(await planOf()).toBe(plan)
  })

  it.each<[string[], RegExp]>([
    [['run', 'mine.yaml'], /my-strategy.*no strategy of that name.*\[E_STRATEGY_UNKNOWN\]/s],
    [['run', 'mine.yaml', '--strategy', 'mine/my-strategy.ts'], /lagged.*E_STRATEGY_SPEC/s],
    [['run', 'other.yaml', ...own], /--strategy gives "my-strategy" \[E_STRATEGY_UNUSED\]/],
    [['sweep', 'other.yaml', ...own], /--strategy gives "my-strategy" \[E_STRATEGY_UNUSED\]/],
    [['sweep', 'mine.yaml', '--strategy', 'mine/my-strateg.ts'], /did you mean "my-strategy.ts".*E_STRATEGY_FILE/],
    [['run', 'mine.yaml', '--strategy', 'mine/my-strategy.ts#fast'], /no export "fast" \[E_STRATEGY_EXPORT\]/],
    [['run', 'mine.yaml', '--plugins', 'mine/parts'], /exports SLOW: no plug-ins \[E_STRATEGY_EXPORT\]/],
  ])('B10 %j is refused', async (args, message) => {
    const { code, err } = await refusal(...args)
    expect(err).toMatch(message)
    expect(err).toContain('remedy:')
    expect(code).toBe(2)
  })
})

describe('signals of the user', () => {
  // Known at the close of every 20th bar, gone ten bars later; written as the bar's time and as the moment of knowing.
  const rows = Array.from({ length: BARS / 10 }, (_, i) => [START + i * 10 * HOUR, i % 2 === 0 ? 1 : 0] as const)
  const config = (signals: string) =>
    `name: signals\n${DATA.replace(' }', `, signals: ${signals} }`)}
strategy:
  features: {}
  decision: { type: columns, enter: signals.buy, exit: signals.sell }
  risk: { rules: { stop: { type: stop-loss, distance: 0.5 } } }
sweep: { space: { stop: { at: strategy.risk.rules.stop.distance, values: [0.5, 0.6, 0.7, 0.8] } } }
`
  beforeAll(() => {
    const csv = (time: (t: number) => string, name: string) =>
      `${name},buy,sell\n${rows.map(([t, buy]) => `${time(t)},${buy},${1 - buy}`).join('\n')}\n`
    writeFileSync(join(folder, 'configs/by-bar.csv'), csv(String, 't'))
    writeFileSync(
      join(folder, 'configs/by-moment.csv'),
      csv((t) => new Date(t + HOUR).toISOString(), 'knownAt'),
    )
    for (const name of ['by-bar', 'by-moment'])
      writeFileSync(join(folder, `configs/${name}.yaml`), config(`${name}.csv`))
  })

  it('are read beside the config, act at the next open, and reach threads', async () => {
    const metrics = await metricsOf('by-bar', 'configs/by-bar.yaml')
    expect(metrics).toMatchObject({ trades: 20, firstActive: 0 })
    const path = join(folder, 'by-bar', readdirSync(join(folder, 'by-bar'))[0]!, 'trades.parquet')
    const trades = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
    expect(trades.map(({ entryBar, exitBar }) => [entryBar, exitBar])).toEqual(
      Array.from({ length: 20 }, (_, i) => [20 * i + 1, 20 * i + 11]),
    )
    expect(await metricsOf('by-moment', 'configs/by-moment.yaml')).toEqual(metrics)
    const trials = await trialsOf('signals', 'configs/by-bar.yaml')
    expect(trials.map(({ finalEquity }) => finalEquity)).toEqual(Array(4).fill(metrics.finalEquity))
  })

  it('are refused when they are missing or misspelt', async () => {
    writeFileSync(join(folder, 'configs/none.yaml'), config('none.csv'))
    const none = await refusal('run', 'configs/none.yaml')
    expect(none).toEqual({ code: 2, err: expect.stringMatching(/none\.csv.*\[E_SOURCE_FILE\]/) })
    const misspelt = await refusal('run', 'configs/by-bar.yaml', '--set', 'strategy.decision.enter=signals.by')
    expect(misspelt).toEqual({ code: 2, err: expect.stringMatching(/did you mean "signals.buy".*\[E_NO_SIGNAL\]/) })
  })
})
