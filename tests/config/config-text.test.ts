import { describe, expect, it } from 'vitest'
import { badNodes, readConfigText } from '../../src/config/config-text.ts'

function refusal(text: string, fileName = 'a.yaml'): string {
  try {
    readConfigText(text, fileName)
  } catch (error) {
    const { code, message, remedy } = error as { code: string; message: string; remedy: string }
    return `${code} ${message} → ${remedy}`
  }
  return 'accepted'
}

describe('the text of a config', () => {
  it('is YAML 1.2: dates and yes stay text', () => {
    const { tree } = readConfigText('from: 2000-01-01\nflag: yes\nhex: 0x10\nnothing: ~\n', 'a.yaml')
    expect(tree).toEqual({ from: '2000-01-01', flag: 'yes', hex: 16, nothing: null })
  })

  it('may begin with a byte order mark, use CR LF and be JSON with tabs', () => {
    expect(readConfigText('\uFEFFa: 1\r\nb: 2\r\n', 'a.yaml').tree).toEqual({ a: 1, b: 2 })
    expect(readConfigText('\uFEFF{\n\t"a": 1,\n\t"b": [1,\n\t2]\n}', 'a.json').tree).toEqual({ a: 1, b: [1, 2] })
  })

  it('may use aliases with measure', () => {
    expect(readConfigText('a: &x { k: 1 }\nb: *x', 'a.yaml').tree).toEqual({ a: { k: 1 }, b: { k: 1 } })
  })

  it('knows where each node stands', () => {
    const { locate } = readConfigText('a:\n  b: [1,\n    2]\n  c: { d: 1 }', 'a.yaml')
    expect(locate(['a', 'b'])).toEqual({ line: 2, column: 3 })
    expect(locate(['a', 'b', 1])).toEqual({ line: 3, column: 5 })
    expect(locate(['a', 'c', 'd'])).toEqual({ line: 4, column: 8 })
    expect(locate(['a', 'c', 'nowhere', 'x'])).toEqual({ line: 4, column: 3 })
    expect(locate([])).toEqual({ line: 1, column: 1 })
  })

  it.each<[string, string, string]>([
    [
      'a: 1\nb: 2\na: 3',
      'a.yaml',
      'E_CONFIG_SYNTAX a.yaml:3:1: the key a stands here for the second time → keep one of them',
    ],
    ['{"a": {"b": 1, "b": 2}}', 'a.json', 'a.json:1:16: the key "b" stands here for the second time'],
    ['a: !foo 1', 'a.yaml', 'a.yaml:1:4: tags are not supported'],
    ['a: !!js/function x', 'a.yaml', 'a.yaml:1:4: tags are not supported'],
    ['a: [1\nb: 2', 'a.yaml', 'E_CONFIG_SYNTAX a.yaml:2:'],
    ['\ta: 1', 'a.yaml', 'indent with blanks'],
    ['', 'a.yaml', 'a.yaml: is empty'],
    ['# nothing', 'a.yaml', 'a.yaml: is empty'],
    ['[1, 2]', 'a.yaml', 'a.yaml: holds [1,2], not a map'],
    ['text', 'a.yaml', 'a.yaml: holds "text", not a map'],
    ['a: 1', 'a.json', 'E_CONFIG_SYNTAX a.json: is not JSON: '],
    ["{'a': 1}", 'a.json', 'a.json: is not JSON: '],
    ['a: 1\n---\nb: 1', 'a.yaml', 'holds several documents, only one is allowed'],
    ['['.repeat(100_000), 'a.yaml', 'is nested too deeply'],
    [`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'a.yaml', 'E_CONFIG_SYNTAX'],
    [
      'a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]',
      'a.yaml',
      'a.yaml: cannot be read: Excessive alias count',
    ],
    [`a: "${'x'.repeat(4_000_000)}"`, 'a.yaml', 'has 4000005 characters, at most 4000000 are allowed'],
    ['a: { b: $\u007bHOME} }', 'a.yaml', 'environment variables are not filled in'],
  ])('%.40j in %s is refused', (text, fileName, expected) => {
    expect(refusal(text, fileName)).toContain(expected)
  })
})

describe('what no config may hold', () => {
  const faults = (text: string) =>
    [...badNodes(readConfigText(text, 'a.yaml').tree)].map(({ path, fault }) => `${path.join('.')} ${fault}`)

  it.each([
    ['a: { __proto__: 1 }', 'a.__proto__ is a name that JavaScript keeps for itself'],
    ['a: [{ constructor: 1 }]', 'a.0.constructor is a name that JavaScript keeps for itself'],
    ['prototype: 1', 'prototype is a name'],
    ['toString: 1', 'toString is a name'],
    ['a: { <<: { b: 1 } }', 'a.<< is not supported'],
    ['a: "x $\u007bHOME}"', 'but environment variables are not filled in'],
    [`${'{a: '.repeat(40)}1${'}'.repeat(40)}`, 'is nested deeper than 32 levels'],
  ])('%s', (text, expected) => {
    expect(faults(text)[0]).toContain(expected)
  })

  it('is not in a plain one', () => {
    expect(faults('a: { b: [1, x, null], c: $5 }')).toEqual([])
  })
})
