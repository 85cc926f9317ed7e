/** The sweep of the typed API: files as the command writes them, numbers as a single backtest gives them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type ConfigInput, defineSweep, runBacktest, runSweep } from '../src/index.ts'
import { runData } from './cli/run-data.ts'
import { fileFolder } from './scratch-folder.ts'

const folder = fileFolder()
const datasets = join(folder, 'datasets')
const results = join(folder, 'results')

const strategy = (fast: number) => ({
  features: {
    fast: { type: 'sma', input: 'close', period: fast },
    slow: { type: 'sma', input: 'close', period: 20 },
  },
  model: { type: 'difference', inputs: ['fast', 'slow'] },
  decision: { type: 'threshold', sides: 'long', enterLong: 0 },
})

const config: ConfigInput = defineSweep({
  name: 'typed',
  data: { dataset: 'walk', instruments: ['SYN'], interval: '1h' },
  strategy: strategy(5),
  sweep: { space: { fast: { at: 'strategy.features.fast.period', values: [3, 5, 8, 12] } } },
  ranking: { by: 'sortino', top: 3 },
  output: { details: 1 },
})

beforeAll(async () => {
  const walk = ['--bars', '700', '--sigma', '0.01', '--seed', '5', '--from', '2024-01-01']
  await runData('synth', '--dataset', 'walk', '--instrument', 'SYN', '--interval', '1h', ...walk, '--root', datasets)
})

test('runSweep ranks the trials, and each of them is the backtest that runBacktest runs', async () => {
  const progress: number[] = []
  const { best, summary, run, runId, benchmark } = await runSweep({
    config,
    datasets,
    results,
    threads: 1,
    onProgress: ({ committed }) => progress.push(committed),
  })
  expect(summary).toMatchObject({ state: 'complete', planned: 4, failed: 0 })
  expect(run.endsWith(runId)).toBe(true)
  const files = ['trials', 'returns', 'trades', 'equity', 'orders'].map((name) => `${name}.parquet`)
  expect([...files, 'table.csv', 'run.json'].filter((name) => !existsSync(join(run, name)))).toEqual([])
  expect(progress.at(-1)).toBe(4)
  expect(best.length).toBe(3)
  for (const { axes, metrics } of best) {
    const alone = await runBacktest({ config: { ...config, strategy: strategy(Number(axes.get('fast'))) }, datasets })
    expect(alone.metrics).toEqual(metrics)
    expect(alone.benchmark.metrics).toEqual(benchmark)
  }
  const again = await runSweep({ config, datasets, results, threads: 1 })
  expect(again.best).toEqual(best)
  expect(again.summary.resumedFrom).toBe(4)
})

test('a config without a sweep is refused', async () => {
  const { sweep: _, ...plain } = config
  await expect(runSweep({ config: plain, datasets, results })).rejects.toMatchObject({ code: 'E_SWEEP_NONE' })
})
