import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Leaderboard, naturalOrder, type Ranking } from '../../src/reporting/leaderboard.ts'
import { metrics } from '../../src/reporting/registry.ts'
import { batchOf } from './batch.ts'

const row = (trialId: string, sharpe: number) => ({ trialId, axes: { fast: 5, stop: 'tight' }, metrics: { sharpe } })
const board = (ranking: Partial<Ranking>, ...batches: ReturnType<typeof batchOf>[]): Leaderboard => {
  const made = new Leaderboard({ by: 'sharpe', order: 'descending', top: 3, ...ranking })
  for (const batch of batches) made.add(batch)
  return made
}
const ids = (made: Leaderboard): string[] => made.rows().map(({ trialId }) => trialId)

describe('leaderboard', () => {
  const batch = batchOf([row('c', 1), row('a', 2), row('b', 1), row('d', Number.NaN), row('e', -1)], 10)

  it('ranks descending and ascending, equals by trialId, undefined last in both', () => {
    expect(ids(board({ top: 9 }, batch))).toEqual(['a', 'b', 'c', 'e', 'd'])
    expect(ids(board({ top: 9, order: 'ascending' }, batch))).toEqual(['e', 'b', 'c', 'a', 'd'])
  })

  it('keeps the best K with everything a table needs', () => {
    expect(board({ top: 2 }, batch).rows()).toEqual([
      {
        rank: 1,
        index: 11,
        trialId: 'a',
        status: 'ok',
        reason: '',
        axes: new Map<string, unknown>([
          ['fast', 5],
          ['stop', 'tight'],
        ]),
        metrics: { sharpe: 2 },
      },
      {
        rank: 2,
        index: 12,
        trialId: 'b',
        status: 'ok',
        reason: '',
        axes: new Map<string, unknown>([
          ['fast', 5],
          ['stop', 'tight'],
        ]),
        metrics: { sharpe: 1 },
      },
    ])
    expect(board({ top: 9 }, batch).rows()[4]!.metrics).toEqual({ sharpe: null })
  })

  it('takes a trial once, however many shards hold it', () => {
    expect(ids(board({ top: 9 }, batch, batch))).toEqual(['a', 'b', 'c', 'e', 'd'])
    expect(ids(board({ top: 2 }, batch, batch))).toEqual(['a', 'b'])
  })

  it('puts everything last when the batches do not hold the metric', () => {
    expect(ids(board({ by: 'alpha', top: 2 }, batch))).toEqual(['a', 'b'])
  })

  it('is a full sort cut at K, in any order and any batches', () => {
    const value = fc.oneof(fc.constantFrom(0, 1, 2, Number.NaN), fc.double({ noNaN: true, noDefaultInfinity: true }))
    const rows = fc.array(value, { maxLength: 80 })
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        (values, top, up, size) => {
          const all = values.map((sharpe, i) => row(String(i * 7919).padStart(8, '0'), sharpe))
          const order = up ? 'ascending' : 'descending'
          const sorted = [...all].sort((a, b) => {
            const [x, y] = [a.metrics.sharpe, b.metrics.sharpe]
            if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
            if (x !== y && !Number.isNaN(x)) return up ? x - y : y - x > 0 ? 1 : -1
            return a.trialId < b.trialId ? -1 : 1
          })
          const expected = sorted.slice(0, top).map(({ trialId }) => trialId)
          const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, b) =>
            batchOf(all.slice(b * size, (b + 1) * size)),
          )
          expect(ids(board({ top, order }, ...batches))).toEqual(expected)
          expect(ids(board({ top, order }, ...batches.reverse()))).toEqual(expected)
        },
      ),
    )
  })

  it('ranks best first by nature', () => {
    expect(naturalOrder(metrics.sharpe)).toBe('descending')
    expect(naturalOrder(metrics.maxDrawdown)).toBe('ascending')
  })
})
