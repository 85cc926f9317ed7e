import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/core/did-you-mean.ts'

describe('nearest', () => {
  test.each([
    ['smaa', ['ema', 'sma', 'rma'], 'sma'],
    ['preiod', ['input', 'period'], 'period'],
    ['zscore', ['sma', 'z-score'], 'z-score'],
    ['CLOSE', ['open', 'close'], 'close'],
    ['bands.uper', ['bands.lower', 'bands.upper'], 'bands.upper'],
    ['ab', ['ba'], 'ba'], // A swap is one edit.
    ['xma', ['ema', 'sma'], 'ema'], // Of equals the first.
  ])('%s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected)
  })

  test.each([
    ['momentum', ['sma', 'ema']],
    ['sma', []],
    ['', ['sma']],
  ])('%s among %j is nothing', (word, candidates) => {
    expect(nearest(word, candidates)).toBeUndefined()
  })

  test('a hostile text costs no time', () => {
    const long = 'a'.repeat(1_000_000)
    expect(nearest(long, ['sma', long])).toBeDefined()
  })

  test('one edit of a name of at least three letters finds it', () => {
    const edit = fc.tuple(fc.stringMatching(/^[a-z]{3,12}$/), fc.nat(), fc.constantFrom('drop', 'add', 'swap'))
    fc.assert(
      fc.property(edit, ([name, at, kind]) => {
        const i = at % (name.length - 1)
        const tail = {
          drop: name.slice(i + 1),
          add: `_${name.slice(i)}`,
          swap: name[i + 1]! + name[i]! + name.slice(i + 2),
        }
        expect(nearest(name.slice(0, i) + tail[kind as 'drop'], [name])).toBe(name)
      }),
    )
  })
})

test('didYouMean is text to append', () => {
  expect(didYouMean('smaa', ['sma'])).toBe(' (did you mean "sma"?)')
  expect(didYouMean('momentum', ['sma'])).toBe('')
})
