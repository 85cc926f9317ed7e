/** The WebAssembly kernel against its twin, bit for bit. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Levels } from '../../src/decision/contract.ts'
import { changesOf, zoneMap } from '../../src/engine/kernel/twin.ts'
import type { ZonedColumn } from '../../src/engine/zone-map.ts'
import { KernelMemory, zonesOf } from './kernel-memory.ts'
import { columnOf, columnRecipe } from './random-column.ts'

const memory = new KernelMemory()

/** The words of every array of a column, so that two kinds of NaN or of zero are told apart. */
const words = (column: ZonedColumn): bigint[][] =>
  (['values', 'min', 'max', 'min2', 'max2'] as const).map((name) => [
    ...new BigUint64Array(Float64Array.from(column[name]).buffer),
  ])

const levelsArbitrary: fc.Arbitrary<Levels> = fc
  .record({
    sides: fc.constantFrom('long', 'short', 'both'),
    middle: fc.constantFrom(0, 0, 1, -0.75, 0.003),
    enter: fc.constantFrom(0, 0, 0.25, 2),
    exit: fc.constantFrom(0, 0, 0.5, 3),
    onMissing: fc.constantFrom<Levels['onMissing']>('hold', 'flat'),
  })
  .map(({ sides, middle, enter, exit, onMissing }) => ({
    enterLong: sides === 'short' ? Infinity : middle + enter,
    exitLong: sides === 'short' ? Infinity : middle + enter - exit,
    enterShort: sides === 'long' ? -Infinity : middle - enter,
    exitShort: sides === 'long' ? -Infinity : middle - enter + exit,
    onMissing,
  }))

describe('zoneMap', () => {
  it('writes the words that its twin writes', () => {
    fc.assert(
      fc.property(columnRecipe, (recipe) => {
        memory.clear()
        const values = columnOf(recipe)
        const [a, b] = [memory.column(values), memory.column(values)]
        memory.kernel.zoneMap(a.values.byteOffset, values.length, ...zonesOf(a))
        zoneMap(b)
        expect(words(a)).toEqual(words(b))
      }),
      { numRuns: 300, seed: 20_240_101 },
    )
  })

  it('makes every NaN and −0 canonical', () => {
    memory.clear()
    const raw = new BigUint64Array([0xfff8_0000_0000_0000n, 0x7ff0_0000_0000_0001n, 0x8000_0000_0000_0000n])
    const column = memory.column(new Float64Array(3))
    new BigUint64Array(column.values.buffer, column.values.byteOffset, 3).set(raw)
    memory.kernel.zoneMap(column.values.byteOffset, 3, ...zonesOf(column))
    const after = [...new BigUint64Array(column.values.buffer, column.values.byteOffset, 3)]
    expect(after).toEqual([0x7ff8_0000_0000_0000n, 0x7ff8_0000_0000_0000n, 0n])
    expect([column.min[0], column.max[0]]).toEqual([-Infinity, Infinity])
  })
})

describe('changes', () => {
  it('lists what its twin lists, from any bar on, for one column and for a difference', () => {
    let changed = 0
    let skippedSupers = 0
    const recipes = fc.record({
      first: columnRecipe,
      second: fc.option(columnRecipe),
      levels: levelsArbitrary,
      begin: fc.integer({ min: 0, max: 2100 }),
    })
    fc.assert(
      fc.property(recipes, ({ first, second, levels, begin }) => {
        memory.clear()
        const { bars } = first
        const a = memory.zoned(columnOf(first))
        const b = second && memory.zoned(columnOf({ ...second, bars }))
        const [fast, plain] = [memory.list(bars), memory.list(bars)]
        const start = Math.min(begin, bars)
        fast.count = kernelChanges(a, b, levels, start, bars, fast)
        changesOf(a.values, b?.values ?? null, levels, start, bars, plain)
        changed += plain.count
        if (bars - start > 2048 && plain.count < 3) skippedSupers++
        expect(fast.count).toBe(plain.count)
        expect(fast.bars.subarray(0, fast.count)).toEqual(plain.bars.subarray(0, plain.count))
        expect(fast.intents.subarray(0, fast.count)).toEqual(plain.intents.subarray(0, plain.count))
      }),
      { numRuns: 3000, seed: 20_240_102 },
    )
    expect(changed).toBeGreaterThan(10_000)
    expect(skippedSupers).toBeGreaterThan(20)
  })

  it('enters above a level and not at it, exits at it', () => {
    memory.clear()
    const level = 0.3
    const justAbove = level * (1 + 2 ** -52)
    const a = memory.zoned(Float64Array.from({ length: 96 }, (_, i) => (i === 40 ? justAbove : level)))
    const list = memory.list(96)
    const levels: Levels = {
      enterLong: level,
      exitLong: level,
      enterShort: -Infinity,
      exitShort: -Infinity,
      onMissing: 'hold',
    }
    list.count = kernelChanges(a, null, levels, 0, 96, list)
    expect([...list.bars.subarray(0, list.count)]).toEqual([40, 41])
    expect([...list.intents.subarray(0, list.count)]).toEqual([1, 0])
  })
})

it('is the compiled text of assembly.ts', () => {
  const script = join(import.meta.dirname, '../../scripts/build-kernel.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(`${status}${stderr}`).toBe('0')
}, 180_000)

function kernelChanges(
  a: ZonedColumn,
  b: ZonedColumn | null,
  { enterLong, exitLong, enterShort, exitShort, onMissing }: Levels,
  begin: number,
  end: number,
  list: { readonly bars: Int32Array; readonly intents: Float64Array },
): number {
  const { kernel } = memory
  kernel.columnA(a.values.byteOffset, ...zonesOf(a))
  if (b) kernel.columnB(b.values.byteOffset, ...zonesOf(b))
  else kernel.columnB(0, 0, 0, 0, 0)
  kernel.levels(enterLong, exitLong, enterShort, exitShort, onMissing === 'hold' ? 1 : 0)
  return kernel.changes(begin, end, list.bars.byteOffset, list.intents.byteOffset)
}
