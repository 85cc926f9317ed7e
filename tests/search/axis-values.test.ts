import { describe, expect, it } from 'vitest'
import { type AxisSpec, expandAxis } from '../../src/search/axis-values.ts'

const cells = (spec: AxisSpec) => expandAxis('period', spec).values.map(({ cell }) => cell)

function refusal(spec: AxisSpec): string {
  try {
    expandAxis('period', spec)
  } catch (error) {
    const { code, message, remedy } = error as { code: string; message: string; remedy: string }
    return `${code} ${message} → ${remedy}`
  }
  return 'accepted'
}

describe('an axis', () => {
  it('holds what its list holds', () => {
    expect(expandAxis('a', { values: [3, 1, -0] })).toEqual({
      kind: 'number',
      values: [3, 1, 0].map((x) => ({ cell: x, value: x })),
    })
    expect(Object.is(expandAxis('a', { values: [-0] }).values[0]!.cell, 0)).toBe(true)
    expect(expandAxis('a', { values: ['long', true] })).toEqual({
      kind: 'text',
      values: [
        { cell: 'long', value: 'long' },
        { cell: 'true', value: true },
      ],
    })
  })

  it('holds labelled subtrees, from a map or a list', () => {
    const stop = { stop: { type: 'stop-loss', distance: 0.02 } }
    const expected = {
      kind: 'text',
      values: [
        { cell: 'none', value: {} },
        { cell: 'stop', value: stop },
      ],
    }
    expect(expandAxis('a', { values: { none: {}, stop } })).toEqual(expected)
    expect(
      expandAxis('a', {
        values: [
          { label: 'none', value: {} },
          { label: 'stop', value: stop },
        ],
      }),
    ).toEqual(expected)
    expect(expandAxis('a', { values: [{ label: 'off', value: null }, 'onChange'] }).kind).toBe('text')
  })

  it('runs over ranges', () => {
    expect(cells({ from: 5, to: 20, step: 5 })).toEqual([5, 10, 15, 20])
    expect(cells({ from: 0.1, to: 0.3, step: 0.1 })).toEqual([0.1, 0.2, 0.3])
    expect(cells({ from: 1, to: 100, count: 3, scale: 'log' })).toEqual([1, 10, 100])
    expect(cells({ from: 0, to: 1, count: 5 })).toEqual([0, 0.25, 0.5, 0.75, 1])
  })

  it('rounds to whole numbers and drops repetitions', () => {
    expect(cells({ from: 1, to: 10, count: 12, scale: 'log', integer: true })).toEqual([1, 2, 3, 4, 5, 7, 8, 10])
    expect(cells({ from: 0.4, to: 2.4, step: 0.4, integer: true })).toEqual([0, 1, 2])
  })
})

describe('a bad axis is refused by name, value, rule and remedy', () => {
  it.each<[AxisSpec, string]>([
    [{ values: [] }, 'E_AXIS_EMPTY axis "period" has no values → list at least one value'],
    [{ values: {} }, 'E_AXIS_EMPTY'],
    [{ values: [1, 2, 1] }, 'E_AXIS_DUPLICATE axis "period" has the value 1 twice → list each value once'],
    [{ values: ['a', 'a'] }, 'E_AXIS_DUPLICATE'],
    [
      { values: { a: { x: 1, y: 2 }, b: { y: 2, x: 1 } } },
      'E_AXIS_DUPLICATE axis "period" has the same value under "a" and "b"',
    ],
    [{ from: 5, to: 100, step: 0 }, 'E_AXIS_STEP axis "period" has step 0; step must be above 0'],
    [{ from: 5, to: 100, step: -5 }, 'E_AXIS_STEP axis "period" has step -5'],
    [
      { from: 100, to: 5, step: -5 },
      'E_AXIS_RANGE axis "period" runs from 100 down to 5; from must not be above to → swap from and to',
    ],
    [{ from: Number.NaN, to: 5, step: 1 }, 'E_AXIS_VALUE axis "period" has from NaN; from must be a finite number'],
    [{ from: 1, to: Number.POSITIVE_INFINITY, step: 1 }, 'E_AXIS_VALUE axis "period" has to Infinity'],
    [{ from: 1, to: 5, step: Number.NaN }, 'E_AXIS_VALUE'],
    [
      { from: '1', to: 5, step: 1 },
      'E_AXIS_VALUE axis "period" has from "1"; from must be a finite number → write the number without quotes',
    ],
    [{ from: 1, step: 1 }, 'E_AXIS_VALUE axis "period" has no to'],
    [{ from: 1, to: 5 }, 'E_AXIS_FORM axis "period" has neither step nor count'],
    [{ from: 1, to: 5, step: 1, count: 3 }, 'E_AXIS_FORM axis "period" has both step and count'],
    [{ from: 1, to: 5, values: [1] }, 'E_AXIS_FORM axis "period" has both values and a range'],
    [{}, 'E_AXIS_FORM axis "period" has neither values nor a range'],
    [{ values: [1], step: 1 }, 'E_AXIS_FORM axis "period" has values and step'],
    [{ values: 'x' }, 'E_AXIS_FORM axis "period" has values "x"'],
    [
      { from: 1, to: 5, count: 1 },
      'E_AXIS_COUNT axis "period" has count 1; count must be a whole number of at least 2',
    ],
    [{ from: 1, to: 5, count: 2.5 }, 'E_AXIS_COUNT'],
    [{ from: 1, to: 1, count: 3 }, 'E_AXIS_RANGE'],
    [
      { from: 0, to: 5, count: 3, scale: 'log' },
      'E_AXIS_RANGE axis "period" has scale log from 0; from must be above 0',
    ],
    [{ from: 1, to: 5, count: 3, scale: 'lgo' }, 'scale "lgo" (did you mean "log"?)'],
    [{ from: 1, to: 5, step: 1, scale: 'log' }, 'E_AXIS_FORM axis "period" has a step with scale "log"'],
    [{ from: 1, to: 5, step: 1, integer: 'yes' }, 'E_AXIS_FORM axis "period" has integer "yes"'],
    [{ from: 0, to: 1e9, step: 1e-9 }, 'E_AXIS_COUNT axis "period" has 1000000000000000001 values'],
    [{ from: 0, to: 1, count: 1e6 }, 'E_AXIS_COUNT axis "period" has count 1000000'],
    [{ values: [1, 'a'] }, 'E_AXIS_VALUE axis "period" mixes numbers with texts'],
    [{ values: [null] }, 'E_AXIS_VALUE axis "period" holds null → give it a label'],
    [{ values: [{ type: 'sma' }] }, 'E_AXIS_VALUE axis "period" holds {"type":"sma"} → give it a label'],
    [{ values: [Number.NaN] }, 'E_AXIS_VALUE axis "period" has value NaN'],
    [{ values: { a: Number.NaN } }, 'E_AXIS_VALUE axis "period" under "a"'],
    [{ values: { '=cmd()': 1 } }, 'E_AXIS_VALUE axis "period" has the label "=cmd()"'],
    [{ values: { 10: {}, 5: [] } }, 'E_AXIS_VALUE axis "period" has the label 5 → write such values as a list'],
  ])('%j', (spec, expected) => {
    expect(refusal(spec)).toContain(expected)
  })
})
