import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concatBars, orderBars, sameBars } from '../../src/data/merge-bars.ts'
import { barsAt, MINUTE, START } from './bars-of.ts'

const never = (): never => {
  throw new Error('conflict')
}

it('orders any shuffle with repetitions back into the series', () => {
  const whole = barsAt(Array.from({ length: 30 }, (_, i) => START + i * MINUTE))
  const index = fc.nat(29)
  fc.assert(
    fc.property(fc.array(index, { maxLength: 60 }), (extra) => {
      const order = [...extra, ...Array.from({ length: 30 }, (_, i) => 29 - i)]
      const shuffled = barsAt(order.map((i) => START + i * MINUTE))
      const { bars, identical, conflicts } = orderBars(shuffled, never)
      expect(sameBars(bars, whole)).toBe(true)
      expect([identical, conflicts]).toEqual([extra.length, 0])
    }),
  )
})

it('does not copy what is in order', () => {
  const bars = barsAt([START, START + MINUTE])
  expect(orderBars(bars, never).bars).toBe(bars)
})

it('keeps the first or the last of two that differ, or throws', () => {
  const both = concatBars(barsAt([START], 100), barsAt([START], 200), 'x')
  expect(orderBars(both, 'first').bars.close[0]).toBe(barsAt([START], 100).close[0])
  expect(orderBars(both, 'last').bars.close[0]).toBe(barsAt([START], 200).close[0])
  expect(orderBars(both, 'last').conflicts).toBe(1)
  expect(() => orderBars(both, never)).toThrow('conflict')
})

it('joins no columns with and without volume', () => {
  const [a, b] = [barsAt([START]), barsAt([START + MINUTE], 100, false)]
  expect(() => concatBars(a, b, 'x')).toThrow(expect.objectContaining({ code: 'E_IMPORT_VOLUME' }))
  expect(orderBars(barsAt([START + MINUTE, START], 100, false), never).bars.volume).toBeNull()
})

it('compares bits', () => {
  const a = barsAt([START])
  expect(sameBars(a, barsAt([START]))).toBe(true)
  expect(sameBars(a, barsAt([START + MINUTE]))).toBe(false)
  expect(sameBars(a, { ...a, volume: null })).toBe(false)
})
