import { describe, expect, it } from 'vitest'
import { parseConstraints } from '../../src/search/feasible-runs.ts'
import { numbers, range } from './sample-axes.ts'

const axes = [numbers('a', range(3)), numbers('b', range(4)), numbers('c', range(5))]

describe('the walk over feasible combinations', () => {
  it('yields runs of what no constraint tells apart', () => {
    const { lastAxis, walk } = parseConstraints(axes, ['a == b'])
    expect(lastAxis).toBe(1)
    const runs = walk()
    const seen: number[][] = []
    for (let more = runs.seek(0); more; more = runs.next()) seen.push([runs.start, runs.end])
    expect(seen).toEqual([
      [0, 5],
      [25, 30],
      [50, 55],
    ])
  })

  it('joins neighbours that pass one after the other', () => {
    const runs = parseConstraints(axes, ['a == 1 && c >= 2']).walk()
    expect([runs.seek(0), runs.start, runs.end]).toEqual([true, 22, 25])
  })

  it('seeks into the middle of a run and behind the last', () => {
    const runs = parseConstraints(axes, ['a == b']).walk()
    expect([runs.seek(27), runs.start, runs.end]).toEqual([true, 25, 30])
    expect([runs.seek(30), runs.start]).toEqual([true, 50])
    expect(runs.seek(55)).toBe(false)
    expect(runs.seek(60)).toBe(false)
    expect(runs.seek(0)).toBe(true)
  })

  it('is one run without constraints', () => {
    const { lastAxis, walk } = parseConstraints(axes, [])
    const runs = walk()
    expect([lastAxis, runs.start, runs.end, runs.next()]).toEqual([-1, 0, 60, false])
  })

  it('splits at && so that each part prunes as early as it can', () => {
    expect(parseConstraints(axes, ['a < 2 && b > 0']).lastAxis).toBe(1)
    expect(parseConstraints(axes, ['a < 2', 'c > 0 || a > 1']).lastAxis).toBe(2)
  })

  it('names a part that nothing fulfils', () => {
    expect(parseConstraints(axes, ['a < 2', 'b > 7']).impossible).toEqual(['b > 7'])
  })
})
