import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Axis } from '../../src/domain/axis.ts'
import { createSpace, planOrder } from '../../src/search/space.ts'
import { numbers, range, texts } from './sample-axes.ts'

/** The plain reading of the rules: all combinations in order, each tested by itself. */
function enumerate(axes: readonly Axis[], holds: (row: Record<string, number | string>) => boolean): number[][] {
  const ordered = planOrder(axes)
  let rows: number[][] = [[]]
  for (const { values } of ordered) rows = rows.flatMap((row) => values.map((_, ordinal) => [...row, ordinal]))
  return rows.filter((row) =>
    holds(Object.fromEntries(ordered.map(({ name, values }, i) => [name, values[row[i]!]!.cell]))),
  )
}

function decodeAll(space: ReturnType<typeof createSpace>, indices: readonly number[]): number[][] {
  const ordinals = new Int32Array(space.axes.length)
  return indices.map((index) => {
    space.decode(index, ordinals)
    return [...ordinals]
  })
}

const refusal = (axes: readonly Axis[], constraints: readonly string[], options = {}): string => {
  try {
    createSpace(axes, constraints, options)
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'accepted'
}

const CONSTRAINTS: readonly (readonly [string, (row: Record<string, number>) => boolean])[] = [
  ['a < b', ({ a, b }) => a! < b!],
  ['a + d >= 4', ({ a, d }) => a! + d! >= 4],
  ['c != 2 && b <= 5', ({ b, c }) => c !== 2 && b! <= 5],
  ['a * b < c + d || d == 0', ({ a, b, c, d }) => a! * b! < c! + d! || d === 0],
  ['d % 2 == 1', ({ d }) => d! % 2 === 1],
  ['a + b + c + d < 9', ({ a, b, c, d }) => a! + b! + c! + d! < 9],
  ['a == 3', ({ a }) => a === 3],
]

describe('a space', () => {
  it('equals brute force for any axes, planes and constraints, in any order of asking', () => {
    const length = fc.integer({ min: 1, max: 9 })
    const plane = fc.constantFrom<Axis['plane']>('signal', 'account')
    fc.assert(
      fc.property(
        fc.tuple(length, length, length, length),
        fc.tuple(plane, plane, plane, plane),
        fc.uniqueArray(fc.integer({ min: 0, max: CONSTRAINTS.length - 1 }), { maxLength: 3 }),
        fc.infiniteStream(fc.nat()),
        (lengths, planes, chosen, anywhere) => {
          const axes = ['a', 'b', 'c', 'd'].map((name, i) => numbers(name, range(lengths[i]!), planes[i]!))
          const constraints = chosen.map((i) => CONSTRAINTS[i]!)
          const expected = enumerate(axes, (row) =>
            constraints.every(([, holds]) => holds(row as Record<string, number>)),
          )
          const words = constraints.map(([text]) => text)
          if (expected.length === 0) {
            expect(refusal(axes, words)).toContain('E_SPACE_EMPTY')
            return
          }
          const space = createSpace(axes, words)
          expect(space.count).toBe(expected.length)
          expect(decodeAll(space, range(space.count))).toEqual(expected)
          const asked = [...anywhere.take(50)].map((n) => n % space.count)
          expect(decodeAll(space, asked)).toEqual(asked.map((index) => expected[index]))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('has 2,805 trials in the example of the design', () => {
    const fast = numbers(
      'fast',
      range(20).map((i) => 5 + 5 * i),
    )
    const slow = numbers(
      'slow',
      range(49).map((i) => 60 + 5 * i),
    )
    const stop = numbers('stop', [0.02, 0.05, 0.1], 'account')
    const space = createSpace([fast, slow, stop], ['fast < slow'])
    expect([space.count, space.rawCount]).toEqual([2_805, 2_940])
    expect(decodeAll(space, [0, 1, 3, 2_804])).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
      [19, 48, 2],
    ])
  })

  it('moves signal-plane axes outside account-plane axes and keeps their order otherwise', () => {
    const axes = [
      numbers('stop', [1], 'account'),
      numbers('fast', [1]),
      numbers('cash', [1], 'account'),
      numbers('slow', [1]),
    ]
    expect(createSpace(axes).axes.map(({ name }) => name)).toEqual(['fast', 'slow', 'stop', 'cash'])
  })

  it('compares labels as texts', () => {
    const axes = [texts('exits', ['none', 'stop']), numbers('size', range(4))]
    expect(createSpace(axes, ["exits == 'none' || size > 1"]).count).toBe(6)
  })

  it('without axes is the one plain backtest', () => {
    const space = createSpace([])
    expect(space.count).toBe(1)
    space.decode(0, new Int32Array(0))
  })

  it('evaluates constraints whose table would be too large', () => {
    const axes = [numbers('a', range(300)), numbers('b', range(300)), numbers('c', range(60))]
    const space = createSpace(axes, ['a + b + c < 100'])
    let count = 0
    for (let a = 0; a < 100; a++) for (let b = 0; a + b < 100; b++) count += Math.min(60, 100 - a - b)
    expect(space.count).toBe(count)
    expect(decodeAll(space, [0, 59, 60, count - 1])).toEqual([
      [0, 0, 0],
      [0, 0, 59],
      [0, 1, 0],
      [99, 0, 0],
    ])
  })

  it('takes the counts of another thread', () => {
    const axes = [numbers('a', range(200)), numbers('b', range(200))]
    const first = createSpace(axes, ['a < b'])
    const second = createSpace(axes, ['a < b'], { blockStarts: first.blockStarts })
    expect(decodeAll(second, [0, 9_999, 19_899])).toEqual(decodeAll(first, [0, 9_999, 19_899]))
  })

  it('refuses an index outside', () => {
    expect(() => createSpace([numbers('a', range(3))]).decode(3, new Int32Array(1))).toThrow('invariant broken')
  })
})

describe('a big space', () => {
  const five = () => ['a', 'b', 'c', 'd', 'e'].map((name) => numbers(name, range(40)))

  it.each([
    ['a < b', 49_920_000],
    ['d < e', 49_920_000],
    ['a < e', 49_920_000],
  ])('of 102,400,000 combinations under %s is counted in seconds and decoded at once', (constraint, count) => {
    const began = performance.now()
    const space = createSpace(five(), [constraint], { maxCombos: 1e9 })
    const counted = performance.now()
    expect([space.count, space.rawCount]).toEqual([count, 102_400_000])
    const ordinals = new Int32Array(5)
    for (let i = 0; i < 1_000; i++) space.decode(Math.floor((i * count) / 1_000), ordinals)
    expect(counted - began).toBeLessThan(20_000)
    expect(performance.now() - counted).toBeLessThan(5_000)
    expect(space.blockStarts.byteLength).toBeLessThan(250_000)
  })

  it('decodes neighbours in order across blocks', () => {
    const space = createSpace(five(), ['a < e', 'b != c'], { maxCombos: 1e9 })
    const ordinals = new Int32Array(5)
    let last = -1
    for (let index = 20_000_000; index < 20_050_000; index++) {
      space.decode(index, ordinals)
      const [a, b, c, d, e] = ordinals as unknown as [number, number, number, number, number]
      const raw = (((a * 40 + b) * 40 + c) * 40 + d) * 40 + e
      if (raw <= last || a >= e || b === c) throw new Error(`index ${index}: ${ordinals}`)
      last = raw
    }
  })

  it('is refused with its count when there is no end to it', () => {
    const axes = ['a', 'b', 'c'].map((name) => numbers(name, range(10_000)))
    expect(refusal(axes, ['a < b'])).toBe(
      'E_SPACE_TOO_LARGE the axes span 1,000,000,000,000 combinations (a 10000 × b 10000 × c 10000), more than 1,000,000,000 before constraints',
    )
    expect(refusal(five(), ['a < b'])).toBe(
      'E_SPACE_TOO_LARGE the sweep has 49,920,000 trials, more than the 10,000,000 allowed',
    )
    expect(refusal([numbers('a', range(101))], [], { maxCombos: 100 })).toContain(
      'the sweep has 101 trials, more than the 100 allowed',
    )
  })
})

describe('an empty space', () => {
  it('names the constraint that drops everything, or all of them', () => {
    const axes = [numbers('fast', [5, 10]), numbers('slow', [3, 4])]
    expect(refusal(axes, ['fast < slow'])).toBe('E_SPACE_EMPTY constraint "fast < slow" drops all 4 combinations')
    const both = refusal([numbers('a', range(3)), numbers('b', range(3))], ['a < b', 'b < a'])
    expect(both).toBe('E_SPACE_EMPTY constraints "a < b", "b < a" together drop all 9 combinations')
    expect(refusal(axes, ['1 > 2'])).toContain('E_SPACE_EMPTY constraint "1 > 2"')
  })
})
