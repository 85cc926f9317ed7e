/** Text in terminal columns: what width it takes, cutting and padding. Labels are the user's, so control characters never get through. */

/** Columns a text takes: 2 for wide East Asian letters and emoji, 0 for combining marks. Colours are painted on afterwards. */
export function textWidth(text: string): number {
  let width = 0
  for (const letter of text) width += letterWidth(letter)
  return width
}

/** The text without control characters (an escape sequence in a label would drive the terminal), at most `width` columns; a cut ends in `…`. */
export function fitText(text: string, width: number): string {
  const clean = text.replace(CONTROL, '\u{fffd}')
  if (textWidth(clean) <= width) return clean
  let used = 1
  let cut = ''
  for (const letter of clean) {
    used += letterWidth(letter)
    if (used > width) break
    cut += letter
  }
  return width < 1 ? '' : `${cut}…`
}

/** Spaces up to `width` columns, before the text when it is right-aligned. */
export function padText(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** SGR of a terminal: `paint('bold', text)`; used only where colours were asked for. */
export function paint(style: keyof typeof STYLES, text: string): string {
  return `\u{1b}[${STYLES[style]}m${text}\u{1b}[0m`
}

const STYLES = { bold: '1', dim: '2', good: '32', bad: '31' } as const

// C0, DEL, C1, line and paragraph separators, and the marks that turn the direction of writing round.
const CONTROL = /[\p{Cc}\u{2028}\u{2029}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

function letterWidth(letter: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(letter)) return 0
  const code = letter.codePointAt(0)!
  if (code < 0x1100) return 1
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1
}

/** The blocks of Unicode's EastAsianWidth that are wide throughout, and the emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]
