import { describe, expect, it } from 'vitest'
import type { SweepSpec } from '../../src/domain/run-spec.ts'
import { createPlan } from '../../src/search/plan.ts'
import { numbers, range } from './sample-axes.ts'

const sweep = (method: SweepSpec['method']): SweepSpec => ({
  method,
  axes: [numbers('a', range(40)), numbers('b', range(40))],
  constraints: ['a < b'],
})

describe('a plan', () => {
  it('is the whole grid', () => {
    expect(createPlan(sweep({ type: 'grid' }), 1).count).toBe(780)
  })

  it('is a sample in plan order, the same for coordinator and worker', () => {
    const [first, second] = [
      createPlan(sweep({ type: 'grid', sample: 50 }), 1),
      createPlan(sweep({ type: 'grid', sample: 50 }), 1),
    ]
    const [x, y] = [new Int32Array(2), new Int32Array(2)]
    let last = -1
    for (let index = 0; index < 50; index++) {
      first.decode(index, x)
      second.decode(index, y)
      expect(x).toEqual(y)
      expect(x[0]!).toBeLessThan(x[1]!)
      expect(x[0]! * 40 + x[1]!).toBeGreaterThan(last)
      last = x[0]! * 40 + x[1]!
    }
    expect(first.count).toBe(50)
    expect(() => first.decode(50, x)).toThrow('invariant broken')
  })

  it('is limited by the trials that run, not by the space', () => {
    expect(() => createPlan(sweep({ type: 'grid' }), 1, { maxCombos: 100 })).toThrow(
      'the sweep has 780 trials, more than the 100 allowed',
    )
    expect(createPlan(sweep({ type: 'grid', sample: 100 }), 1, { maxCombos: 100 }).count).toBe(100)
  })

  it('depends on the seed only when it is drawn', () => {
    const at = (seed: number, method: SweepSpec['method']) => {
      const plan = createPlan(sweep(method), seed)
      return range(plan.count).map((index) => {
        const ordinals = new Int32Array(2)
        plan.decode(index, ordinals)
        return ordinals.join()
      })
    }
    expect(at(1, { type: 'grid' })).toEqual(at(2, { type: 'grid' }))
    expect(at(1, { type: 'grid', sample: 50 })).not.toEqual(at(2, { type: 'grid', sample: 50 }))
  })
})
