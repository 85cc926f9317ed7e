/** The first promise: the same plan gives the same bytes, whatever runs it and however often it is killed. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { randomStream } from '../../src/core/seeded-streams.ts'
import { fileFolder } from '../scratch-folder.ts'
import { quantfarm, resultHashes } from './command-line.ts'

const folder = fileFolder()

const CONFIG = `
name: same-bytes
seed: 7
data: { dataset: walk, instruments: [SYN], interval: 5m, missing: fail }
strategy:
  features:
    fast: { type: ema, period: 10 }
    slow: { type: sma, period: 50 }
    range: { type: atr, period: 14 }
  model: { type: difference, inputs: [fast, slow] }
  decision: { type: threshold, sides: both, enterLong: 0.02, exitLong: 0, enterShort: -0.02, exitShort: 0 }
  risk:
    sizer: { type: atr-risk, atr: range, risk: 0.01, multiple: 2 }
    rules: { stop: { type: stop-loss, distance: 0.01 }, trail: { type: trailing-stop, distance: 0.02 } }
  execution:
    slippage: { type: fixed-bps, bps: 1 }
    fees: { type: maker-taker, makerBps: 1, takerBps: 5 }
account: { currency: USD, initialCash: 100000 }
sweep:
  space:
    fast: { at: strategy.features.fast.period, from: 4, to: 24, step: 2 }
    slow: { at: strategy.features.slow.period, from: 20, to: 120, step: 20 }
    stop: { at: strategy.risk.rules.stop.distance, values: [0.005, 0.03] }
  constraints: [fast < slow]
ranking: { by: sharpe, top: 5 }
`

async function run(out: string, ...options: string[]) {
  const ended = await quantfarm(['sweep', 'config.yaml', '--datasets', 'datasets', '--out', out, ...options], folder)
  expect([ended.code, ended.err]).toEqual([0, expect.any(String)])
  return resultHashes(join(folder, out, readdirSync(join(folder, out))[0]!))
}

describe('the same bytes', () => {
  let reference: Awaited<ReturnType<typeof run>>

  beforeAll(async () => {
    writeFileSync(join(folder, 'config.yaml'), CONFIG)
    const synth = [
      'data',
      'synth',
      '--dataset',
      'walk',
      '--instrument',
      'SYN',
      '--interval',
      '5m',
      '--root',
      'datasets',
    ]
    const made = await quantfarm([...synth, '--bars', '6000', '--sigma', '0.002', '--seed', '3'], folder)
    expect(made.code).toBe(0)
    reference = await run('one', '--threads', '1')
    expect(reference.trials).toHaveLength(64)
  }, 60_000)

  it.each([
    [1, '7'],
    [2, '1000'],
    [2, 'auto'],
    [4, '7'],
    [4, '1000'],
  ])('with %i threads and chunks of %s', async (threads, chunk) => {
    const out = `t${threads}-${chunk}`
    expect(await run(out, '--threads', String(threads), '--chunk-size', chunk)).toEqual(reference)
  })

  it('with chunks of one trial', async () => {
    expect(await run('single', '--threads', '2', '--chunk-size', '1')).toEqual(reference)
  })

  it('with so little memory that a chunk works in batches', async () => {
    expect(await run('tight', '--threads', '2', '--chunk-size', '200', '--memory', '4MB')).toEqual(reference)
  })

  it('after kill -9 at random moments, again and again', async () => {
    const random = randomStream(1, 'same-bytes', 'kills')
    const args = [
      'sweep',
      'config.yaml',
      '--datasets',
      'datasets',
      '--out',
      'killed',
      '--threads',
      '2',
      '--chunk-size',
      '4',
    ]
    let killed = 0
    for (let attempt = 0; attempt < 6; attempt++) {
      const ended = await quantfarm(args, folder, 500 + Math.floor(random() * 1_500))
      if (ended.code === 0) break
      killed++
    }
    expect(killed).toBeGreaterThan(0)
    expect(await run('killed', '--threads', '2', '--chunk-size', '4')).toEqual(reference)
  })

  it('after Ctrl-C, which drains, says how to go on and exits with 130', async () => {
    const args = [
      'sweep',
      'config.yaml',
      '--datasets',
      'datasets',
      '--out',
      'drained',
      '--threads',
      '1',
      '--chunk-size',
      '2',
    ]
    const ended = await quantfarm(args, folder, 0, 'SIGINT', /trials ·/)
    expect(ended.err).toMatch(/draining[\s\S]*interrupted: \d+ of \d+ trials are kept; the same command resumes/)
    expect(ended.code).toBe(130)
    expect(await run('drained', '--threads', '1', '--chunk-size', '2')).toEqual(reference)
  })
})
