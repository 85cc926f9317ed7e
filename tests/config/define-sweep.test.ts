import { describe, expect, it } from 'vitest'
import { defineSweep } from '../../src/config/define-sweep.ts'
import { parseConfigTree } from '../../src/config/parse-config.ts'
import { createPlan } from '../../src/search/plan.ts'

const sweep = {
  name: 'typed',
  data: { dataset: 'd', instruments: ['A'], interval: '1h' },
  strategy: { name: 'sma-cross', params: { fast: 10 } },
  sweep: { space: { fast: { at: 'strategy.params.fast', from: 5, to: 25, step: 5 } } },
}

describe('defineSweep', () => {
  it('gives back a config that it has checked', () => {
    const config = defineSweep(sweep)
    expect(config).toBe(sweep)
    const { sweep: spec, seed } = parseConfigTree(config)
    expect(createPlan(spec!, seed).count).toBe(5)
  })

  it('checks by the rules of a file', () => {
    const wrong = { ...sweep, sweep: { space: { fast: { at: 'strategy.params.fats', values: [1] } } } }
    expect(() => defineSweep(wrong)).toThrow(
      'defineSweep: sweep.space.fast.at points at strategy.params.fats: strategy.params has no fats (did you mean "strategy.params.fast"?)',
    )
  })

  it('is typed', () => {
    // @ts-expect-error a name is a text
    expect(() => defineSweep({ ...sweep, name: 7 })).toThrow('name is 7, must be a text')
    // @ts-expect-error there is no such key
    expect(() => defineSweep({ ...sweep, output: { detials: 5 } })).toThrow('(did you mean "details"?)')
  })
})
