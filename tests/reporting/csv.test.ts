import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchColumns, csvHeader, csvRows } from '../../src/reporting/csv.ts'
import { batchOf } from './batch.ts'

const cells = (...values: string[]): string => csvRows([{ name: 'x', values }], values.length)

describe('table.csv', () => {
  it('has identity, axes and metrics in full, undefined empty, lines that end in CRLF', () => {
    const columns = batchColumns(
      batchOf(
        [
          { trialId: 'aa', axes: { fast: 5, stop: 'tight' }, metrics: { sharpe: 0.1 + 0.2, sortino: Number.NaN } },
          { trialId: 'bb', status: 'ruined', axes: { fast: -5, stop: 'a,b' }, metrics: { sharpe: -1e-7, sortino: -2 } },
        ],
        7,
      ),
    )
    expect(csvHeader(columns)).toBe('trialId,index,status,reason,fast,stop,sharpe,sortino\r\n')
    expect(csvRows(columns, 2)).toBe('aa,7,ok,,5,tight,0.30000000000000004,\r\nbb,8,ruined,,-5,"a,b",-1e-7,-2\r\n')
  })

  it('quotes by RFC 4180', () => {
    expect(cells('a"b', 'a,b', 'a\nb', 'a\rb', ' a ', '')).toBe('"a""b"\r\n"a,b"\r\n"a\nb"\r\n"a\rb"\r\n a \r\n\r\n')
  })

  it('disarms formulas in text and in names, and leaves negative numbers alone', () => {
    expect(cells('=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a=1')).toBe(
      "'=1+1\r\n'+1\r\n'-1\r\n'@SUM(A1)\r\n'\tx\r\n\"'\rx\"\r\na=1\r\n",
    )
    expect(cells('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n')
    expect(csvHeader([{ name: '=cmd' }])).toBe("'=cmd\r\n")
    expect(csvRows([{ name: 'x', values: Float64Array.of(-1) }], 1)).toBe('-1\r\n')
  })

  it('reads back as it was: any text, any number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1 }),
        (rows) => {
          const text = rows.map(([value]) => value)
          const numbers = Float64Array.from(rows, ([, value]) => value)
          const back = parse(
            csvRows(
              [
                { name: 't', values: text },
                { name: 'n', values: numbers },
              ],
              rows.length,
            ),
          )
          expect(back.map(([t]) => t)).toEqual(text.map((value) => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)))
          expect(back.map(([, n]) => Number(n))).toEqual(Array.from(numbers, (value) => value + 0))
        },
      ),
    )
  })
})

/** A reader written from the RFC, for this test. */
function parse(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        cell += text[at]
        if (text[at] === '"') at++
      }
      at++
    } else while (text[at] !== ',' && text[at] !== '\r') cell += text[at++]
    row.push(cell)
    if (text[at] === ',') at++
    else {
      at += 2
      rows.push(row)
      row = []
    }
  }
  return rows
}
