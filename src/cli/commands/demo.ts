/** `quantfarm demo`: real S&P 500 days, then a synthetic minute year, from an empty folder to two ranked tables. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { ConfigError } from '../../core/errors.ts'
import { listDatasets } from '../../io/catalog.ts'
import { dataCommand } from './data.ts'
import { type SweepOptions, sweep } from './sweep.ts'

interface DemoOptions {
  readonly datasets: string
  readonly out: string
  readonly threads?: number
}

const MINUTES_A_YEAR = 525_600

export function demoCommand(): Command {
  return new Command('demo')
    .description('import real daily bars, sweep them, then sweep a synthetic year of minutes to show speed')
    .option('--datasets <dir>', 'folder of the datasets', 'datasets')
    .option('--out <dir>', 'folder of the results', 'results')
    .option('--debug', 'stage timings and stacks')
    .action(async (options: DemoOptions) => {
      await prepareDatasets(options.datasets)
      title('S&P 500, daily, 2000-01-03 to 2020-04-17: two moving averages and a stop')
      const first = await sweep(config('sp500-sma-cross.yaml'), sweepOptions(options))
      title('A synthetic year of minutes: nothing to find, so whatever ranks first is luck')
      const second = await sweep(config('synthetic-minute-year.yaml'), sweepOptions(options))
      process.exitCode = Math.max(first, second)
    })
}

async function prepareDatasets(root: string): Promise<void> {
  const there = listDatasets(root)
  if (!there.includes('sp500-daily')) {
    const names = ['--dataset', 'sp500-daily', '--instrument', 'SPX', '--interval', '1d', '--calendar', 'exchange']
    const source = ['--source', 'vega-datasets sp500-2000.csv', '--licence', 'BSD-3-Clause']
    await data('import', sp500File(), ...names, ...source, '--root', root)
  }
  if (!there.includes('synthetic-1m')) {
    const names = ['--dataset', 'synthetic-1m', '--instrument', 'SYN', '--interval', '1m']
    const walk = ['--bars', String(MINUTES_A_YEAR), '--sigma', '0.0008', '--seed', '42', '--from', '2024-01-01']
    await data('synth', ...names, ...walk, '--root', root)
  }
}

const data = (...args: string[]) => dataCommand().exitOverride().parseAsync(args, { from: 'user' })

/** The package ships the file but exports only its entry. */
function sp500File(): string {
  try {
    return fileURLToPath(new URL('../data/sp500-2000.csv', import.meta.resolve('vega-datasets')))
  } catch (error) {
    throw new ConfigError(
      'E_DEMO_DATA',
      'the demo reads S&P 500 bars from the package vega-datasets, which is not installed',
      'Run npm install vega-datasets, or import data of your own with the command data import.',
      { cause: error },
    )
  }
}

/** Configs lie beside src in a checkout and beside dist in an installed package. */
function config(name: string): string {
  const places = ['../../../configs/', '../../../../configs/'].map((up) =>
    fileURLToPath(new URL(up + name, import.meta.url)),
  )
  return places.find((path) => existsSync(path)) ?? places[0]!
}

const sweepOptions = ({ datasets, out }: DemoOptions): SweepOptions => ({ datasets, out, chunkSize: 'auto' })

const title = (text: string): void => void process.stdout.write(`\n${text}\n\n`)
