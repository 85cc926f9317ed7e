/** What a person gets for bad input (faults B04, B08–B11, B15 of the reliability list): exit code 2, the place, the rule, the remedy, no stack. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { sweep } from '../../src/cli/commands/sweep.ts'
import { describeError, exitCodeOf } from '../../src/cli/exit-code.ts'
import { fileFolder } from '../scratch-folder.ts'
import { quantfarm } from './command-line.ts'

const folder = fileFolder()

const GOOD = {
  name: 'bad-input',
  data: { dataset: 'walk', instruments: ['SYN'], interval: '1h', missing: 'fail' },
  strategy: {
    features: { fast: { type: 'sma', period: 5 }, slow: { type: 'sma', period: 20 } },
    model: { type: 'difference', inputs: ['fast', 'slow'] },
    decision: { type: 'threshold' },
    execution: { fees: { type: 'maker-taker', makerBps: 1, takerBps: 5 } },
  },
  account: { currency: 'USD', initialCash: 100_000 },
  sweep: { space: { fast: { at: 'strategy.features.fast.period', values: [3, 5, 8] } } } as Record<string, unknown>,
}

type Change = (config: typeof GOOD & Record<string, unknown>) => void

function write(change: Change): string {
  const config = structuredClone(GOOD)
  change(config)
  const path = join(folder, 'config.json')
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** What the command would print and exit with, without the second that a process takes. */
async function refusal(change: Change): Promise<{ readonly code: number; readonly err: string }> {
  const options = {
    datasets: join(folder, 'datasets'),
    out: join(folder, 'results'),
    chunkSize: 'auto',
    threads: 1,
  } as const
  try {
    return { code: await sweep(write(change), options), err: '' }
  } catch (error) {
    return { code: exitCodeOf(error), err: describeError(error, false) }
  }
}

/** A sweep of the good config after one change, in a process of its own. */
async function sweepWith(change: Change, ...options: string[]) {
  write(change)
  return quantfarm(
    ['sweep', 'config.json', '--datasets', 'datasets', '--out', 'results', '--threads', '1', ...options],
    folder,
  )
}

beforeAll(async () => {
  const synth = ['data', 'synth', '--dataset', 'walk', '--instrument', 'SYN', '--interval', '1h', '--root', 'datasets']
  expect(await quantfarm([...synth, '--bars', '200', '--sigma', '0.01', '--seed', '1'], folder)).toMatchObject({
    code: 0,
  })
}, 60_000)

const space =
  (axis: unknown): Change =>
  (config) =>
    void Object.assign(config.sweep, { space: { fast: axis } })
const AT = 'strategy.features.fast.period'

it.each<[string, Change, RegExp]>([
  [
    'B04 too short',
    (c) => void Object.assign(c.strategy.features.slow, { period: 500 }),
    /E_DATASET_TOO_SHORT|need ≥500 bars.*have 200/,
  ],
  ['B08 empty axis', space({ at: AT, values: [] }), /fast/],
  ['B08 step 0', space({ at: AT, from: 1, to: 5, step: 0 }), /step/],
  ['B08 wrong sign', space({ at: AT, from: 1, to: 5, step: -1 }), /step/],
  ['B08 from above to', space({ at: AT, from: 9, to: 5, step: 1 }), /from|to/],
  ['B08 duplicate values', space({ at: AT, values: [3, 3] }), /3/],
  ['B08 unknown path', space({ at: 'strategy.features.fats.period', values: [3] }), /fats.*did you mean/s],
  ['B08 wrong type', space({ at: AT, values: ['three'] }), /three/],
  ['B08 all dropped', (c) => void Object.assign(c.sweep, { constraints: ['fast > 100'] }), /E_SPACE_EMPTY/],
  ['B09 negative seed', (c) => void Object.assign(c, { seed: -1 }), /seed/],
  ['B09 float seed', (c) => void Object.assign(c, { seed: 1.5 }), /seed/],
  ['B09 seed beyond 2^53', (c) => void Object.assign(c, { seed: 2 ** 53 + 2 }), /seed/],
  ['B09 text seed', (c) => void Object.assign(c, { seed: 'lucky' }), /seed/],
  ['B10 unknown strategy', (c) => void Object.assign(c, { strategy: { name: 'sma-crosss' } }), /sma-cross/],
  ['B10 path as strategy', (c) => void Object.assign(c, { strategy: { name: '../x' } }), /strategy/],
  ['B10 prototype key', (c) => void Object.assign(c, { strategy: { name: 'constructor' } }), /E_STRATEGY_/],
  ['B11 unknown key', (c) => void Object.assign(c, { dryrun: true }), /dryrun/],
  ['B11 wrong case', (c) => void Object.assign(c, { Seed: 1 }), /Seed.*did you mean.*seed/s],
  ['B15 negative fee', (c) => void Object.assign(c.strategy.execution.fees, { takerBps: -5 }), /takerBps/],
  ['B15 fee above 100 %', (c) => void Object.assign(c.strategy.execution.fees, { takerBps: 20_000 }), /takerBps/],
  ['B15 leverage 0', (c) => void Object.assign(c.account, { maxLeverage: 0 }), /maxLeverage/],
  ['B15 no capital', (c) => void Object.assign(c.account, { initialCash: 0 }), /initialCash/],
])('%s', async (_, change, message) => {
  const { code, err } = await refusal(change)
  expect(err).toMatch(message)
  expect(err).toContain('remedy:')
  expect(err).not.toMatch(/^\s+at /m)
  expect(code).toBe(2)
})

it.each([
  [['--threads', '0'], /--threads/],
  [['--threads', '-2'], /--threads/],
  [['--chunk-size', 'some'], /--chunk-size/],
  [['--memory', 'lots'], /--memory/],
  [['--max-combos', '2'], /3/],
  [['--rank', 'sharp'], /sharp/],
  [['--strategy', 'https://example.org/x.ts'], /URL/],
  [['--strategy', '../x.ts'], /no such file/],
  [['--thread', '2'], /--threads/],
])('options %j', async (options, message) => {
  const { code, err } = await sweepWith(() => {}, ...options)
  expect(err).toMatch(message)
  expect(code).toBe(2)
})

it('B04 one price only: a valid result without trades', async () => {
  writeFileSync(
    join(folder, 'flat.csv'),
    `time,open,high,low,close,volume\n${Array.from({ length: 60 }, (_, i) => `${Date.UTC(2024, 0, 1, i)},5,5,5,5,1`).join('\n')}\n`,
  )
  const names = ['--dataset', 'flat', '--instrument', 'SYN', '--interval', '1h', '--root', 'datasets']
  expect(await quantfarm(['data', 'import', 'flat.csv', ...names], folder)).toMatchObject({ code: 0 })
  const { code, out } = await sweepWith((c) => void Object.assign(c.data, { dataset: 'flat' }))
  expect(code).toBe(0)
  // B16: a Sharpe of a constant series is undefined, not infinite.
  expect(out).not.toMatch(/Infinity|NaN/)
})
