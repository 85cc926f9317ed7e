import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitText, padText, textWidth } from '../../src/reporting/text-cell.ts'

describe('text in terminal columns', () => {
  it('counts what the terminal shows', () => {
    expect(textWidth('sma 20')).toBe(6)
    expect(textWidth('平均線')).toBe(6)
    expect(textWidth('e\u{301}')).toBe(1)
    expect(textWidth('🚀')).toBe(2)
  })

  it('cuts with an ellipsis, a wide letter never in half', () => {
    expect(fitText('trailing stop', 8)).toBe('trailin…')
    expect(fitText('平均線', 4)).toBe('平…')
    expect(fitText('ok', 2)).toBe('ok')
    expect(fitText('ok', 0)).toBe('')
  })

  it('lets no control character through', () => {
    expect(fitText('\u{1b}[2Jgone\r\n\u{202e}\u{9b}', 40)).toBe('\u{fffd}[2Jgone\u{fffd}\u{fffd}\u{fffd}\u{fffd}')
  })

  it('is never wider than asked, and padding reaches the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.integer({ min: 0, max: 25 }), (text, width) => {
        const fitted = fitText(text, width)
        expect(textWidth(fitted)).toBeLessThanOrEqual(width)
        expect(textWidth(padText(fitted, width, 'left'))).toBe(width)
        expect(padText(fitted, width, 'right').trimStart()).toBe(fitted.trimStart())
      }),
    )
  })
})
