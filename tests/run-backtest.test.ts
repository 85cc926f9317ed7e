import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ObservedBar } from '../src/index.ts'
import { defineStrategy, marketFromColumns, runBacktest, syntheticBars } from '../src/index.ts'
import { scratchFolder } from './scratch-folder.ts'

const DAY = 86_400_000
const START = Date.UTC(2021, 0, 4)
const walk = syntheticBars({ bars: 400, seed: 3, sigma: 0.02, startMs: START, intervalMs: DAY })
const market = marketFromColumns(walk)

/** Six bars at 100, 100, 110, 121, 121, 121: what is bought at the open of bar 2 gains 10 %. */
const PRICES = [100, 100, 110, 121, 121, 121]
const steps = (signals: Readonly<Record<string, readonly number[]>>) =>
  marketFromColumns({
    t: PRICES.map((_, i) => START + i * DAY),
    open: PRICES,
    high: PRICES,
    low: PRICES,
    close: PRICES,
    signals,
  })

describe('runBacktest', () => {
  it('follows signals computed elsewhere, at the next open, to the cent', async () => {
    const result = await runBacktest({
      market: steps({ buy: [0, 1, 0, 0, 0, 0], sell: [0, 0, 1, 0, 0, 0] }),
      strategy: { features: {}, decision: { type: 'columns', enter: 'signals.buy', exit: 'signals.sell' } },
      account: { initialCash: 1_100 },
    })
    expect(result.trades).toEqual([
      {
        instrument: 'A',
        side: 'long',
        entryTime: START + 2 * DAY,
        exitTime: START + 3 * DAY,
        entryBar: 2,
        exitBar: 3,
        quantity: 10,
        entryPrice: 110,
        exitPrice: 121,
        netPnl: 110,
        return: 0.1,
        fees: 0,
        slippage: 0,
        reason: 'signal',
      },
    ])
    expect([...result.equity.equity]).toEqual([1_100, 1_100, 1_100, 1_210, 1_210, 1_210])
    expect([...result.equity.positions.A!]).toEqual([0, 0, 10, 0, 0, 0])
    expect(result.metrics.totalReturn).toBeCloseTo(0.1, 15)
    expect(result.status).toBe('ok')
    expect(result.bookings.map(({ event, bar }) => [event, bar])).toEqual([
      ['order', 1],
      ['fill', 2],
      ['order', 2],
      ['fill', 3],
    ])
  })

  it('lets features and models read signals', async () => {
    const result = await runBacktest({
      market: steps({ mood: [0, 2, 4, 0, 0, 0] }),
      strategy: {
        features: { calm: { type: 'sma', input: 'signals.mood', period: 2 } },
        model: { type: 'difference', inputs: ['signals.mood', 'calm'] },
        decision: { type: 'threshold' },
      },
    })
    expect(result.trades.map(({ entryBar, exitBar }) => [entryBar, exitBar])).toEqual([[2, 4]])
  })

  it('takes a strategy spelled out, defined with parameters, or by name: the same numbers', async () => {
    const spelled = {
      features: { fast: { type: 'sma', period: 5 }, slow: { type: 'sma', period: 20 } },
      model: { type: 'difference', inputs: ['fast', 'slow'] },
      decision: { type: 'threshold' },
    }
    const defined = defineStrategy({
      params: z.strictObject({ fast: z.int() }),
      build: ({ fast }) => ({ ...spelled, features: { ...spelled.features, fast: { type: 'sma', period: fast } } }),
    })
    const [a, b, c] = [
      await runBacktest({ strategy: spelled, market }),
      await runBacktest({ strategy: defined, params: { fast: 5 }, market }),
      await runBacktest({ strategy: 'sma-cross', params: { fast: 5, slow: 20 }, market }),
    ]
    expect(a.trades.length).toBeGreaterThan(5)
    expect(b.metrics).toEqual(a.metrics)
    expect(c.metrics).toEqual(a.metrics)
    const config = { name: 'x', data: { dataset: 'none', instruments: ['A'], interval: '1d' }, strategy: spelled }
    expect((await runBacktest({ config, market })).metrics).toEqual(a.metrics)
  })

  it('takes plug-ins of the caller, and refuses a name that is taken', async () => {
    const strategy = {
      features: { same: { type: 'mine' } },
      model: { type: 'pass-through', input: 'same' },
      decision: { type: 'threshold' },
    }
    const schema = z.strictObject({})
    const bind = () => ({
      inputs: ['close'],
      outputs: ['mine'],
      warmup: [0],
      lookback: 0,
      kernel: () => ({
        advance([close]: readonly Float64Array[], [out]: readonly Float64Array[], begin: number, end: number) {
          for (let i = begin; i < end; i++) out![i] = close![i]!
        },
      }),
    })
    const result = await runBacktest({ strategy, market, plugins: { features: { mine: { schema, bind } } } })
    expect(result.outcome.firstActive).toBe(0)
    const taken = runBacktest({ strategy, market, plugins: { features: { sma: { schema, bind } } } })
    await expect(taken).rejects.toMatchObject({ code: 'E_PLUGIN_NAME' })
  })

  it('hands out arrays that a later run leaves alone', async () => {
    const first = await runBacktest({ strategy: 'sma-cross', params: { fast: 5, slow: 20 }, market })
    const before = structuredClone(first.outcome)
    await runBacktest({ strategy: 'sma-cross', params: { fast: 2, slow: 60 }, market })
    expect(first.outcome).toEqual(before)
  })

  it('tells of every bar, and the books add up on each', async () => {
    const bars: { bar: number; equity: number; worth: number; stages: string[] }[] = []
    const onTrace = (bar: ObservedBar) => {
      const [it] = bar.instruments()
      bars.push({
        bar: bar.bar,
        equity: bar.equity,
        worth: bar.cash + it!.position * it!.close,
        stages: Object.keys(it!),
      })
    }
    const result = await runBacktest({ strategy: 'sma-cross', params: { fast: 5, slow: 20 }, market, onTrace })
    expect(bars.map(({ bar }) => bar)).toEqual(Array.from({ length: 400 }, (_, i) => i))
    for (const { equity, worth } of bars) expect(worth).toBeCloseTo(equity, 6)
    expect(bars.map(({ equity }) => equity)).toEqual([...result.equity.equity])
    expect(bars[0]!.stages).toEqual(expect.arrayContaining(['features', 'score', 'intent', 'target', 'position']))
    expect(result.timings.map(({ stage }) => stage)).toEqual(['features', 'decision', 'loop', 'metrics'])
  })

  it('keeps positions and cash that add up over several instruments', async () => {
    const other = syntheticBars({ bars: 400, seed: 4, sigma: 0.03, startMs: START, intervalMs: DAY })
    const { t, ...first } = walk
    const { t: _, ...second } = other
    const pair = marketFromColumns({
      t,
      instruments: [
        { symbol: 'A', ...first },
        { symbol: 'B', ...second, multiplier: 2 },
      ],
    })
    const strategy = {
      features: { fast: { type: 'sma', period: 5 }, slow: { type: 'sma', period: 20 } },
      model: { type: 'difference', inputs: ['fast', 'slow'] },
      decision: { type: 'threshold', sides: 'both' },
      risk: {
        sizer: { type: 'fraction-of-equity', fraction: 0.4 },
        rules: { stop: { type: 'stop-loss', distance: 0.05 } },
      },
    }
    const { equity, trades } = await runBacktest({ strategy, market: pair })
    expect(new Set(trades.map(({ instrument }) => instrument))).toEqual(new Set(['A', 'B']))
    const { A, B } = equity.positions
    for (let i = 0; i < 400; i++) {
      const worth = equity.cash[i]! + A![i]! * first.close[i]! + B![i]! * 2 * second.close[i]!
      expect(worth).toBeCloseTo(equity.equity[i]!, 6)
    }
  })

  it('writes a JSON line for every bar and stage with debug, and the same ones each time', async () => {
    const folder = scratchFolder()
    const lines = async (name: string) => {
      const log = join(folder, name)
      await runBacktest({ strategy: 'sma-cross', params: { fast: 5, slow: 20 }, market, debug: { log, bars: 30 } })
      return readFileSync(log, 'utf8').trim().split('\n')
    }
    const [first, second] = [await lines('a'), await lines('b')]
    expect(first.slice(0, -1)).toEqual(second.slice(0, -1))
    const records = first.map((line) => JSON.parse(line) as { stage: string; bar?: number; t?: string })
    expect(records.at(-1)).toMatchObject({ stage: 'timers' })
    const byBar = Map.groupBy(records.slice(0, -1), ({ bar }) => bar)
    expect([...byBar.keys()]).toEqual(Array.from({ length: 30 }, (_, i) => 19 + i))
    const stages = ['fills', 'features', 'score', 'intent', 'target', 'orders', 'position', 'account']
    for (const own of byBar.values()) expect(own.map(({ stage }) => stage)).toEqual(stages)
  })

  it('says what is wrong with a request', async () => {
    const refused = async (request: Parameters<typeof runBacktest>[0]) =>
      runBacktest(request).then(
        () => 'no error',
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      )
    expect(await refused({ strategy: 'sma-cros', market })).toMatch(/^E_STRATEGY_UNKNOWN .*did you mean "sma-cross"/)
    expect(await refused({ strategy: 'constructor', market })).toMatch(/^E_STRATEGY_UNKNOWN/)
    expect(await refused({ strategy: 'sma-cross', params: { fast: 0 }, market })).toMatch(/fast/)
    expect(await refused({ strategy: 'sma-cross' } as never)).toMatch(/^E_MARKET_NONE/)
    const spelled = { features: {}, decision: { type: 'columns', enter: 'signals.by', exit: 'signals.sell' } }
    expect(await refused({ strategy: spelled, params: { a: 1 }, market })).toMatch(/^E_STRATEGY_PARAMS/)
    const signals = steps({ buy: [0, 0, 0, 0, 0, 0], sell: [0, 0, 0, 0, 0, 0] })
    expect(await refused({ strategy: spelled, market: signals })).toMatch(/^E_NO_SIGNAL .*did you mean "signals.buy"/)
    expect(await refused({ strategy: spelled, market })).toMatch(/^E_NO_SIGNAL/)
    expect(await refused({ strategy: 'sma-cross', params: { fast: 5, slow: 500 }, market })).toMatch(
      /^E_DATASET_TOO_SHORT/,
    )
  })
})
