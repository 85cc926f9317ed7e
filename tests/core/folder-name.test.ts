import { expect, it } from 'vitest'
import { isFolderName } from '../../src/core/folder-name.ts'

it.each(['BTCUSDT', 'btc-5m', 'a', '0x', 'BRK.B', 'a_b', 'x'.repeat(64), 'constructor', 'console'])(
  'takes %s',
  (name) => expect(isFolderName(name)).toBe(true),
)

it.each([
  '',
  '.',
  '..',
  '../x',
  'a/b',
  'a\\b',
  '/etc',
  'C:',
  '-x',
  '.x',
  'x.',
  'x y',
  'x'.repeat(65),
  '=cmd()',
  '<script>',
  "'; DROP",
  'a\0',
  'a\n',
  '\u202eabc',
  'a\u200b',
  '１２３',
  'é',
  'CON',
  'nul.txt',
  'com1',
])('refuses %j', (name) => expect(isFolderName(name)).toBe(false))
