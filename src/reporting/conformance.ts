/**
 * The laws of a metric as a check for its author: `checkMetric(metric)` lists what it breaks, in words. No test runner is needed,
 * so it serves plug-ins outside this repository as well as the registry here.
 *
 * Laws: described · null below `minSamples` · finite or null on everything, ruin and absurd returns too · the same answer twice and after other
 * trials · the outcome is left alone · money times a factor: currency grows with it, all else stays · later in time: nothing changes.
 */
import { type RandomStream, randomStream } from '../core/seeded-streams.ts'
import type { TradeList, TrialOutcome } from '../domain/outcome.ts'
import type { Metric, MetricContext, MetricUnit } from './contract.ts'
import { metricContext } from './metric-context.ts'
import { OutcomeSummary } from './outcome-summary.ts'
import { type PlainTrade, plainOutcome } from './plain-outcome.ts'

/** Violations of the laws, one line each; empty when the metric keeps them. Never throws. */
export function checkMetric(metric: Metric): string[] {
  const violations = checkDescription(metric)
  for (const [law, check] of LAWS) {
    try {
      violations.push(...check(metric).map((violation) => `${law}: ${violation}`))
    } catch (error) {
      violations.push(`${law}: threw ${String(error)}`)
    }
  }
  return violations
}

const LAWS: readonly (readonly [string, (metric: Metric) => string[]])[] = [
  ['too few samples', checkMinSamples],
  ['finite or null', checkFinite],
  ['pure', checkPurity],
  ['scale of money', checkMoneyScale],
  ['shift in time', checkTimeShift],
]

const UNITS: readonly MetricUnit[] = ['', 'fraction', 'currency', 'days', 'years', 'bars', 'count', 'ms']

function checkDescription({ name, title, unit, direction, minSamples }: Metric): string[] {
  const violations: string[] = []
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) violations.push(`description: the name "${name}" is not lower camelCase`)
  if (title.trim() === '' || title.length > 20) violations.push(`description: the title "${title}" is not 1 to 20 long`)
  if (!UNITS.includes(unit)) violations.push(`description: the unit "${unit}" is none of ${UNITS.join(', ')}`)
  if (![-1, 0, 1].includes(direction)) violations.push(`description: the direction is ${direction}, not -1, 0 or 1`)
  if (!Number.isInteger(minSamples) || minSamples < 0) violations.push(`description: minSamples is ${minSamples}`)
  return violations
}

function checkMinSamples(metric: Metric): string[] {
  const violations: string[] = []
  for (let n = 0; n < metric.minSamples; n++) {
    const value = computed(metric, randomOutcome(n, n, n))
    if (value !== null) violations.push(`${value} of ${n} returns and ${n} trades, minSamples is ${metric.minSamples}`)
  }
  return violations
}

function checkFinite(metric: Metric): string[] {
  return [...outcomes()].flatMap(([what, outcome]) => {
    const value = computed(metric, outcome)
    return value === null || Number.isFinite(value) ? [] : [`${value} of ${what}`]
  })
}

function checkPurity(metric: Metric): string[] {
  const violations: string[] = []
  const used = new OutcomeSummary()
  for (const [what, outcome] of outcomes()) {
    const before = JSON.stringify(outcome, plainArrays)
    const alone = computed(metric, outcome)
    const after = computed(metric, outcome, used)
    if (!Object.is(alone, after)) violations.push(`${after} of ${what} after other trials, ${alone} alone`)
    if (!Object.is(computed(metric, outcome, used), after)) violations.push(`two answers for ${what}`)
    if (JSON.stringify(outcome, plainArrays) !== before) violations.push(`it changes the outcome of ${what}`)
  }
  return violations
}

function checkMoneyScale(metric: Metric): string[] {
  // A power of two scales every intermediate result exactly.
  const factor = 1_024
  return [...outcomes()].flatMap(([what, outcome]) => {
    if (what.startsWith('absurd')) return []
    const value = computed(metric, outcome)
    const scaled = computed(metric, scaleMoney(outcome, factor))
    const expected = value !== null && metric.unit === 'currency' ? value * factor : value
    return isClose(scaled, expected)
      ? []
      : [`${scaled} of ${what} with ${factor} times the money, expected ${expected}`]
  })
}

function checkTimeShift(metric: Metric): string[] {
  const later = 1_577_836_800_000
  return [...outcomes()].flatMap(([what, outcome]) => {
    const value = computed(metric, outcome)
    const { trades } = outcome
    const moved = computed(metric, {
      ...outcome,
      startTime: outcome.startTime + later,
      endTime: outcome.endTime + later,
      trades: {
        ...trades,
        entryTime: trades.entryTime.map((time) => time + later),
        exitTime: trades.exitTime.map((time) => time + later),
      },
    })
    return isClose(moved, value) ? [] : [`${moved} of ${what} fifty years later, ${value} before`]
  })
}

const isClose = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.abs(b)

function computed(metric: Metric, outcome: TrialOutcome, summary = new OutcomeSummary()): number | null {
  const context = contextOf(outcome.dailyReturns.length)
  summary.update(outcome, context)
  return metric.compute(outcome, summary, context)
}

/** Against a benchmark of as many days, so that no metric stays null for want of one. */
function contextOf(days: number): MetricContext {
  const random = randomStream('conformance', 'metric', 'benchmark')
  const benchmarkReturns = Float64Array.from({ length: days }, () => 0.01 * bell(random))
  return metricContext({ rfAnnual: 0.02, targetPerPeriod: 0.0001, benchmarkReturns })
}

/** What a metric must survive, by name. */
function* outcomes(): Generator<readonly [string, TrialOutcome]> {
  const returns: Record<string, readonly number[]> = {
    'no returns': [],
    'one return': [0.013],
    zeros: [0, 0, 0, 0],
    'equal returns': new Array<number>(9).fill(0.01),
    'equal returns but for rounding': [0.01, 0.010000000000000009, 0.01],
    gains: [0.01, 0.002, 0.013],
    losses: [-0.01, -0.002, -0.013],
    'ruin in the middle': [0.1, -1, 0, 0],
    'ruin at once': [-1],
    'absurd gains': [1e300, 1e300, 1e-300],
    'absurd swings': [1.7e308, -0.999999999, 1.7e308, -0.5],
    'absurdly small returns': [1e-310, -1e-310, 5e-324, 0],
  }
  for (const [name, values] of Object.entries(returns)) yield [name, plainOutcome({ returns: values })]
  yield [
    'an empty run',
    plainOutcome({ overrides: { startTime: 5, endTime: 5, bars: 0, meanEquity: 0, firstActive: -1 } }),
  ]
  const ofTrades = (results: readonly number[]) =>
    results.map((netPnl, i) => ({ ...TRADE, netPnl, entryTime: i * HOUR, exitTime: (i + 0.5) * HOUR }))
  for (const [name, results] of Object.entries({
    'one trade': [5],
    'winning trades': [5, 6, 7],
    'losing trades': [-5, -6, -7],
    'trades that break even': [0, 0, 0],
    'equal trades': [3, 3, 3],
    'absurd trades': [1e308, -1e308, 1e308],
  }))
    yield [name, plainOutcome({ returns: [0.001, -0.002, 0.0015], trades: ofTrades(results) })]
  for (let seed = 0; seed < 20; seed++) yield [`random trial ${seed}`, randomOutcome(2 + 13 * seed, 7 * seed, seed)]
}

const HOUR = 3_600_000
const TRADE: PlainTrade = {
  netPnl: 0,
  entryNotional: 1_000,
  fees: 1,
  slippage: 0.5,
  entryTime: 0,
  exitTime: HOUR,
  notional: 2_000,
}

function randomOutcome(days: number, count: number, seed: number): TrialOutcome {
  const random = randomStream('conformance', 'metric', `outcome ${seed}`)
  const returns = Array.from({ length: days }, () => (random() < 0.3 ? 0 : 0.03 * bell(random)))
  // Whole ms and overlapping: a position in a second instrument opens before the first one closes.
  const span = Math.floor((days * 24 * HOUR) / (count + 1))
  const trades = Array.from({ length: count }, (_, i): PlainTrade => {
    const exitTime = (i + 1) * span
    const entryTime = Math.max(0, exitTime - Math.floor(2 * span * random()))
    return { ...TRADE, netPnl: 20 * bell(random), entryNotional: 500 + 500 * random(), entryTime, exitTime }
  })
  return plainOutcome({ returns, trades })
}

const bell = (random: RandomStream): number => random() + random() + random() + random() - 2

function scaleMoney(outcome: TrialOutcome, factor: number): TrialOutcome {
  const scaled = (column: Float64Array): Float64Array => column.map((value) => value * factor)
  const { trades } = outcome
  const money: (keyof TradeList)[] = ['netPnl', 'fees', 'slippage', 'entryNotional', 'notional']
  const columns = Object.fromEntries(money.map((name) => [name, scaled(trades[name] as Float64Array)]))
  return {
    ...outcome,
    initialCash: outcome.initialCash * factor,
    dailyEquity: scaled(outcome.dailyEquity),
    trades: { ...trades, ...columns },
    meanEquity: outcome.meanEquity * factor,
    fees: outcome.fees * factor,
    slippage: outcome.slippage * factor,
    funding: outcome.funding * factor,
    tradedNotional: outcome.tradedNotional * factor,
  }
}

const plainArrays = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value
