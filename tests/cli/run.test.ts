/** `quantfarm run`, as a person starts it, and what it writes; the details of a sweep's best trials against it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, describe, expect, test } from 'vitest'
import { quantfarm } from '../integration/command-line.ts'
import { fileFolder } from '../scratch-folder.ts'
import { runData } from './run-data.ts'

const folder = fileFolder()
const BARS = 900

const CONFIG = `
name: walk
data: { dataset: walk, instruments: [SYN], interval: 1h }
strategy:
  features:
    fast: { type: sma, input: close, period: 5 }
    slow: { type: sma, input: close, period: 20 }
  model: { type: difference, inputs: [fast, slow] }
  decision: { type: threshold, sides: both, enterLong: 0, exitLong: 0, enterShort: 0, exitShort: 0 }
  risk:
    sizer: { type: fraction-of-equity, fraction: 0.8 }
    rules:
      stop: { type: stop-loss, distance: 0.02 }
  execution: { slippage: { type: fixed-bps, bps: 1 } }
account: { currency: EUR, initialCash: 50000 }
sweep:
  space:
    fast: { at: strategy.features.fast.period, values: [3, 5, 8] }
    stop: { at: strategy.risk.rules.stop.distance, values: [0.01, 0.02] }
ranking: { by: sharpe, top: 2 }
output: { details: 3 }
`

type Rows = Record<string, unknown>[]
const rowsOf = async (path: string): Promise<Rows> =>
  parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
const run = (...args: string[]) => quantfarm(['run', 'walk.yaml', ...args], folder)
const only = (out: string): string => {
  const runs = readdirSync(join(folder, out)).filter((name) => name.includes('-run-'))
  expect(runs.length).toBe(1)
  return join(folder, out, runs[0]!)
}
const sum = (values: readonly unknown[]): number => values.reduce<number>((total, value) => total + Number(value), 0)
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  const walk = ['--bars', String(BARS), '--sigma', '0.01', '--seed', '5', '--from', '2024-01-01']
  const names = ['--dataset', 'walk', '--instrument', 'SYN', '--interval', '1h']
  await runData('synth', ...names, ...walk, '--root', join(folder, 'datasets'))
  writeFileSync(join(folder, 'walk.yaml'), CONFIG)
})

describe('run', () => {
  test('prints the summary beside buy and hold; files, metrics and one another add up', async () => {
    const { code, out, err } = await run('--out', 'plain')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^walk: SYN 1h, 2024-01-01 to .*900 bars\n/)
    expect(out).toMatch(/Returns +buy and hold\n/)
    expect(out).toMatch(/Final equity +[\d,.]+ EUR +[\d,.]+ EUR\n/)

    const path = only('plain')
    expect(readdirSync(path).sort()).toEqual([
      'equity.parquet',
      'metrics.json',
      'orders.parquet',
      'trades.csv',
      'trades.parquet',
    ])
    const { metrics, runId } = JSON.parse(readFileSync(join(path, 'metrics.json'), 'utf8')) as {
      metrics: Record<string, number>
      runId: string
    }
    expect(path.endsWith(runId)).toBe(true)
    const [trades, equity, orders] = await Promise.all(
      ['trades', 'equity', 'orders'].map((name) => rowsOf(join(path, `${name}.parquet`))),
    )
    expect(trades!.length).toBe(metrics.trades)
    expect(trades!.length).toBeGreaterThan(10)
    expect(sum(trades!.map((trade) => trade.netPnl))).toBeCloseTo(metrics.netPnl!, 6)
    expect(equity!.length).toBe(BARS)
    expect(equity!.at(-1)!.equity).toBe(metrics.finalEquity)
    expect(Math.max(...equity!.map((row) => row.drawdown as number))).toBeCloseTo(metrics.maxDrawdownBars!, 12)
    const fills = orders!.filter((row) => row.event === 'fill')
    expect([fills.length, orders!.length - fills.length]).toEqual([metrics.fills, metrics.orders])
    expect(sum(fills.map((fill) => fill.fee))).toBeCloseTo(metrics.fees!, 6)
    // Cash is what the fills leave of the start capital.
    const paid = sum(
      fills.map((fill) => {
        const money = (fill.quantity as number) * (fill.price as number)
        return (fill.side === 'buy' ? money : -money) + (fill.fee as number)
      }),
    )
    expect(50_000 - paid).toBeCloseTo(equity!.at(-1)!.cash as number, 6)
    const csv = readFileSync(join(path, 'trades.csv'), 'utf8').trim().split('\r\n')
    expect(csv.length).toBe(trades!.length + 1)
    expect(csv[1]!.split(',')[2]).toBe((trades![0]!.entryTime as Date).toISOString().replace('.000Z', 'Z'))
  })

  test('writes the same bytes into the same folder again, and into a new one when told', async () => {
    await run('--out', 'again')
    const path = only('again')
    const bytes = () => readdirSync(path).map((name) => readFileSync(join(path, name)).toString('base64'))
    const before = bytes()
    await run('--out', 'again')
    expect(bytes()).toEqual(before)
    const { code } = await run('--out', 'again', '--new-run')
    expect(code).toBe(0)
    expect(existsSync(`${path}.2/trades.parquet`)).toBe(true)
  })

  test('--debug writes a line for every bar and stage and the time of each stage; the numbers stay', async () => {
    const [plain, traced] = await Promise.all([
      run('--out', 'a'),
      run('--out', 'b', '--debug', '--log', 'trace.ndjson'),
    ])
    expect(traced.code).toBe(0)
    expect(traced.out.replaceAll('b/', 'a/')).toBe(plain.out)
    const lines = linesOf(readFileSync(join(folder, 'trace.ndjson'), 'utf8'))
    const timers = lines.pop()!
    expect(timers.stage).toBe('timers')
    expect(Object.keys(timers.ms as object)).toEqual(
      expect.arrayContaining(['data', 'features', 'decision', 'loop', 'metrics']),
    )
    const stages = ['fills', 'features', 'score', 'intent', 'target', 'orders', 'position', 'account']
    expect(lines.length).toBe(BARS * stages.length)
    expect(lines.slice(0, 8).map(({ stage }) => stage)).toEqual(stages)
    const fills = lines.flatMap((line) => (line.stage === 'fills' ? (line.fills as unknown[]) : []))
    const orders = await rowsOf(join(only('b'), 'orders.parquet'))
    expect(fills.length).toBe(orders.filter(({ event }) => event === 'fill').length)
  })

  test('--bars traces the first bars after warm-up only; --pretty is a block a bar for people', async () => {
    const { err, code } = await run('--out', 'c', '--debug', '--bars', '20', '--pretty')
    expect(code).toBe(0)
    const blocks = err.trim().split('\n\n')
    expect(blocks.length).toBe(21)
    expect(blocks[0]).toMatch(/^bar 19 {2}2024-01-01T19:00:00Z\n/)
    expect(blocks.slice(0, 20).every((block) => /^ {2}account {3}equity [\d,.]+ EUR/m.test(block))).toBe(true)
    expect(err).toMatch(/^ {2}order {5}to -?80.00% of equity, from the open of bar \d+ {3}signal$/m)
    expect(err).toMatch(/^ {2}fill {6}(bought|sold) [\d.]+ at [\d.]+ {3}fee [\d.]+ EUR/m)
    expect(blocks[20]).toMatch(/^timers +data .* metrics /)
    const json = await run('--out', 'd', '--bars', '2')
    expect(new Set(linesOf(json.err).map(({ bar }) => bar))).toEqual(new Set([19, 20, undefined]))
  })

  test('bad input is a line of cause, a line of remedy, and exit code 2', async () => {
    const missing = await quantfarm(['run', 'nothing.yaml'], folder)
    expect(missing.code).toBe(2)
    expect(missing.err).toMatch(/^error: nothing\.yaml: there is no such file \[E_CONFIG_FILE\]\nremedy: /)
    const option = await run('--bars', '0')
    expect([option.code, option.err]).toEqual([2, expect.stringContaining('must be a whole number from 1')])
    const short = await run('--out', 'e', '--to', '2024-01-01T10:00:00Z')
    expect([short.code, short.err]).toEqual([2, expect.stringContaining('E_DATASET_TOO_SHORT')])
    expect(existsSync(join(folder, 'e'))).toBe(false)
  })
})

describe('the details of a sweep', () => {
  test('are the best trials, also beyond the table, each as run gives it alone', async () => {
    const { code } = await quantfarm(['sweep', 'walk.yaml', '--threads', '1', '--out', 'swept'], folder)
    expect(code).toBe(0)
    const path = join(folder, 'swept', readdirSync(join(folder, 'swept'))[0]!)
    const trials = await rowsOf(join(path, 'trials.parquet'))
    const best = [...trials].sort((a, b) => Number(b.sharpe) - Number(a.sharpe)).slice(0, 3)
    const [trades, equity, orders] = await Promise.all(
      ['trades', 'equity', 'orders'].map((name) => rowsOf(join(path, `${name}.parquet`))),
    )
    for (const rows of [trades!, equity!, orders!])
      expect([...new Set(rows.map(({ trialId }) => trialId))]).toEqual(best.map(({ trialId }) => trialId))
    for (const trial of best) {
      const own = (rows: Rows) => rows.filter(({ trialId }) => trialId === trial.trialId)
      expect(own(trades!).length).toBe(trial.trades)
      expect(sum(own(trades!).map(({ netPnl }) => netPnl))).toBeCloseTo(trial.netPnl as number, 6)
      expect(own(equity!).at(-1)!.equity).toBe(trial.finalEquity)
      expect(own(orders!).filter(({ event }) => event === 'fill').length).toBe(trial.fills)
    }
    const winner = best[0]!
    const config = CONFIG.replace('period: 5', `period: ${winner.fast}`).replace('0.02 }', `${winner.stop} }`)
    writeFileSync(join(folder, 'winner.yaml'), config)
    await quantfarm(['run', 'winner.yaml', '--out', 'winner'], folder)
    const alone = await rowsOf(join(only('winner'), 'trades.parquet'))
    const inSweep = trades!.filter(({ trialId }) => trialId === winner.trialId)
    expect(inSweep.map(({ trialId: _, ...trade }) => trade)).toEqual(alone)
  })
})
