import { describe, expect, it } from 'vitest'
import { nodeAt, pathText, startsWith, withNode, withoutNegativeZero } from '../../src/config/tree.ts'

describe('a tree', () => {
  const tree = { a: { b: [1, { c: 2 }] }, d: 3 }

  it('is read by its own keys only', () => {
    expect(nodeAt(tree, ['a', 'b', 1, 'c'])).toBe(2)
    expect(nodeAt(tree, ['a', 'b', '1', 'c'])).toBe(2)
    expect(nodeAt(tree, [])).toBe(tree)
    for (const path of [['x'], ['d', 'x'], ['a', 'constructor'], ['a', '__proto__'], ['a', 'b', 'length', 'x']])
      expect(nodeAt(tree, path)).toBeUndefined()
  })

  it('is copied along the path, and shared beside it', () => {
    const copy = withNode(tree, ['a', 'b', 1, 'c'], 7) as typeof tree
    expect(copy).toEqual({ a: { b: [1, { c: 7 }] }, d: 3 })
    expect(tree.a.b[1]).toEqual({ c: 2 })
    expect(Array.isArray(copy.a.b)).toBe(true)
    expect((withNode(tree, ['d'], 4) as typeof tree).a).toBe(tree.a)
    expect(withNode(undefined, ['x', 'y'], 1)).toEqual({ x: { y: 1 } })
    expect(withNode(tree, [], 1)).toBe(1)
  })

  it('loses the sign of its zeros', () => {
    const plain = withoutNegativeZero({ a: [-0, { b: -0 }], c: 'x', d: null }) as { a: [number, { b: number }] }
    expect([Object.is(plain.a[0], 0), Object.is(plain.a[1].b, 0)]).toEqual([true, true])
    expect(plain).toEqual({ a: [0, { b: 0 }], c: 'x', d: null })
  })

  it('has paths', () => {
    expect(startsWith(['a', 1, 'b'], ['a', '1'])).toBe(true)
    expect(startsWith(['a'], ['a', 'b'])).toBe(false)
    expect([pathText(['a', 0]), pathText([])]).toEqual(['a.0', 'the config'])
  })
})
