/** Every config in configs/ runs: the sweeps on a sample of their trials, on real bars where they are at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { readConfigFile } from '../../src/cli/config-file.ts'
import { sweepReport } from '../../src/cli/sweep-report.ts'
import { runSweepToDisk } from '../../src/cli/sweep-run.ts'
import { builtInRegistries } from '../../src/config/registries.ts'
import { readTrials } from '../../src/io/trials-file.ts'
import { fileFolder } from '../scratch-folder.ts'
import { quantfarm, ROOT } from './command-line.ts'

const SHARED = join(ROOT, '../shared/data/crypto-5m')
const configs = readdirSync(join(ROOT, 'configs')).filter((name) => name.endsWith('.yaml'))
const folder = fileFolder()
const datasets = join(folder, 'datasets')
const needsCrypto = (name: string) => readFileSync(join(ROOT, 'configs', name), 'utf8').includes('dataset: crypto-5m')

beforeAll(async () => {
  const sp500 = fileURLToPath(new URL('../data/sp500-2000.csv', import.meta.resolve('vega-datasets')))
  const at = ['--root', datasets]
  const daily = ['--dataset', 'sp500-daily', '--instrument', 'SPX', '--interval', '1d', '--calendar', 'exchange']
  const minutes = ['--dataset', 'synthetic-1m', '--instrument', 'SYN', '--interval', '1m', '--bars', '20000']
  const steps = [
    ['data', 'import', sp500, ...daily, ...at],
    ['data', 'synth', ...minutes, '--sigma', '0.0008', '--seed', '42', ...at],
  ]
  if (existsSync(SHARED)) {
    const months = readdirSync(SHARED)
      .filter((name) => name.startsWith('BTCUSDT-5m'))
      .map((name) => join(SHARED, name))
    steps.push([
      'data',
      'import',
      ...months,
      '--dataset',
      'crypto-5m',
      '--instrument',
      'BTCUSDT',
      '--interval',
      '5m',
      ...at,
    ])
  }
  for (const args of steps) expect(await quantfarm(args, folder)).toMatchObject({ code: 0 })
}, 120_000)

describe.each(configs)('configs/%s', (name) => {
  const missing = needsCrypto(name) && !existsSync(SHARED)
  if (missing) console.log(`configs/${name} is skipped: ../shared/data holds no real BTCUSDT bars here`)

  it.skipIf(missing)('sweeps, ranks and writes what it says', async () => {
    const config = readConfigFile(join(ROOT, 'configs', name), builtInRegistries, { sample: 40 })
    const outcome = await runSweepToDisk({
      config,
      registries: builtInRegistries,
      datasets,
      results: join(folder, 'results'),
      threads: 2,
    })
    expect(outcome.summary).toMatchObject({ state: 'complete', planned: 40, committed: 40, failed: 0, quarantined: 0 })
    let trades = 0
    for await (const batch of readTrials(outcome.run)) {
      expect(new Set(batch.status).size).toBeGreaterThan(0)
      trades += batch.metrics.find((metric) => metric.name === 'trades')!.values.reduce((sum, n) => sum + n, 0)
    }
    expect(trades).toBeGreaterThan(0)
    const report = await sweepReport(outcome, config.ranking, builtInRegistries, { width: 120, colour: false })
    expect(report.rows.length).toBe(Math.min(40, config.ranking.top))
    expect(report.text).toContain('buy and hold')
    expect(existsSync(join(outcome.run, 'table.csv'))).toBe(true)
  })
})
