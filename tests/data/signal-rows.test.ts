import { describe, expect, it } from 'vitest'
import { signalReader } from '../../src/data/signal-rows.ts'

const HOUR = 3_600_000
const START = Date.UTC(2024, 0, 1)

function read(...lines: string[]) {
  const reader = signalReader('s.csv', HOUR)
  for (const [i, line] of lines.entries()) reader.line(i + 1, line)
  return reader.finish()
}

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
  return 'no error'
}

describe('signalReader', () => {
  it('reads numbers, truth values and holes', () => {
    const { knownAt, instrument, columns } = read(
      'knownAt;buy;mood',
      `${START};true;-0.5`,
      `${START + 1};0;`,
      '',
      '2024-01-02;FALSE;nan',
    )
    expect([...knownAt]).toEqual([START, START + 1, START + 24 * HOUR])
    expect(instrument).toBeNull()
    expect({ buy: [...columns.buy!], mood: [...columns.mood!] }).toEqual({
      buy: [1, 0, 0],
      mood: [-0.5, Number.NaN, Number.NaN],
    })
  })

  it('knows a row at the close of its bar when the time is the bar’s, and at once when it is the moment', () => {
    for (const name of ['t', 'date', 'Open Time', 'timestamp'])
      expect([...read(`${name},x`, '2024-01-01T00:00:00Z,1').knownAt]).toEqual([START + HOUR])
    for (const name of ['knownAt', 'known_at']) expect([...read(`${name},x`, '2024-01-01,1').knownAt]).toEqual([START])
    expect([...read('knownAt,x', '2024-01-01T02:00:00+02:00,1').knownAt]).toEqual([START])
    // Of two times the moment counts; the other one is a column, and no number.
    expect(errorOf(() => read('knownAt,t,x', '2024-01-01,2024-01-01,1'))).toMatch(
      /^E_SIGNAL_VALUE s\.csv row 2: t is "2024-01-01"/,
    )
  })

  it('reads whose the values are', () => {
    expect(read('t,symbol,x', '2024-01-01,A,1', '2024-01-01,B,2').instrument).toEqual(['A', 'B'])
  })

  it('reads columns of Parquet and Arrow, and rounds finer times up', () => {
    const reader = signalReader('s.parquet', HOUR)
    const column = { type: '', unit: null, zoneless: false, nulls: null }
    reader.batch({
      rows: 2,
      columns: [
        {
          ...column,
          name: 'knownAt',
          kind: 'time',
          unit: 'us',
          values: BigInt64Array.of(BigInt(START) * 1000n, BigInt(START) * 1000n + 1n),
        },
        { ...column, name: 'x', kind: 'number', values: Float64Array.of(1, 2), nulls: Uint8Array.of(0, 1) },
        { ...column, name: 'n', kind: 'integer', values: BigInt64Array.of(3n, 4n) },
      ],
    })
    const { knownAt, columns } = reader.finish()
    expect([...knownAt]).toEqual([START, START + 1])
    expect([[...columns.x!], [...columns.n!]]).toEqual([
      [1, Number.NaN],
      [3, 4],
    ])
  })

  it.each([
    [['x,y', '1,2'], /^E_SIGNAL_COLUMNS s\.csv: no column holds a time; it has x, y/],
    [['t', '2024-01-01'], /^E_SIGNAL_COLUMNS .*no column besides the time/],
    [['t,a b', '2024-01-01,1'], /^E_SIGNAL_COLUMNS .*"a b" is no name of a signal/],
    [['t,constructor', '2024-01-01,1'], /^E_SIGNAL_COLUMNS/],
    [['t,a,a', '2024-01-01,1,1'], /^E_SIGNAL_COLUMNS .*two columns are called "a"/],
    [['t,a', '2024-01-01'], /^E_SIGNAL_COLUMNS s\.csv row 2 has 1 fields, the header 2/],
    [['t,a', '1704067200,1'], /^E_SIGNAL_TIME s\.csv row 2: t is "1704067200", no time/],
    [['t,a', '1704067200000000,1'], /^E_SIGNAL_TIME/],
    [['t,a', '2024-02-30,1'], /^E_SIGNAL_TIME/],
    [['t,a', '2024-01-01,yes'], /^E_SIGNAL_VALUE s\.csv row 2: a is "yes", no number/],
    [['t,a', '2024-01-01,Infinity'], /^E_SIGNAL_VALUE/],
    [['t,a', '2024-01-01,1e999'], /^E_SIGNAL_VALUE/],
    [['t,a', '2024-01-01,"1'], /^E_SIGNAL_VALUE s\.csv row 2: a quote/],
    [['t,a'], /^E_SIGNAL_EMPTY/],
    [[], /^E_SIGNAL_EMPTY/],
  ])('refuses %j', (lines, message) => {
    expect(errorOf(() => read(...lines))).toMatch(message)
  })
})
