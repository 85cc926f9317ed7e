import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.ts'
import { withValues } from '../../src/config/set-values.ts'
import { SAMPLE } from './sample-config.ts'

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

describe('--set', () => {
  it('reads values as YAML and leaves the tree alone', () => {
    const tree = { a: { b: 1, c: 2 } }
    expect(withValues(tree, ['a.b=0.5', 'd.e=true', 'f=[1, x]', 'g=', 'h="7"', 'i=a=b'])).toEqual({
      a: { b: 0.5, c: 2 },
      d: { e: true },
      f: [1, 'x'],
      g: null,
      h: '7',
      i: 'a=b',
    })
    expect(tree).toEqual({ a: { b: 1, c: 2 } })
    expect(withValues(tree, ['a.b=1', 'a.b=3'])).toEqual({ a: { b: 3, c: 2 } })
  })

  it('knows axes by their names', () => {
    const config = parseConfig(SAMPLE, { set: ['fast=7', 'strategy.features.slow.period=70'] })
    expect(config.strategy.features).toMatchObject({ fast: { period: 7 }, slow: { period: 70 } })
  })

  it('is checked like the config', () => {
    const parse = (set: string) => errorOf(() => parseConfig(SAMPLE, { set: [set], fileName: 'a.yaml' }))
    expect(parse('strategy.features.fast.perod=7')).toMatch(
      /strategy\.features\.fast\.perod is not a known key.*"period"/,
    )
    expect(parse('fast=many')).toMatch(/strategy\.features\.fast\.period is "many"/)
  })

  it.each([
    'fast',
    '=3',
    'a..b=3',
    '.a=3',
    'a=[1',
    'a={b: 1, b: 2}',
    'a=!!x 1',
    'account.__proto__.x=1',
    'constructor=1',
  ])('refuses %s', (set) => {
    expect(errorOf(() => withValues({}, [set]))).toMatch(/^E_SET --set /)
  })
})
