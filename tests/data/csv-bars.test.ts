/** B01 and the layouts: text to rows, whatever pieces it comes in. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barTimes } from '../../src/data/bar-times.ts'
import { csvBars } from '../../src/data/csv-bars.ts'
import type { LayoutOptions } from '../../src/data/csv-layouts.ts'
import { MAX_LINE_BYTES } from '../../src/data/csv-lines.ts'
import { DAY, MINUTE, recorder } from './bars-of.ts'

interface Reading extends Partial<Omit<LayoutOptions, 'times'>> {
  readonly timeZone?: string
  readonly cuts?: readonly number[]
}

function read(text: string | Uint8Array, { timeZone, cuts = [], ...rest }: Reading = {}): ReturnType<typeof recorder> {
  const sink = recorder()
  const { intervalMs = MINUTE, fileName = 'x.csv' } = rest
  const times = barTimes({ fileName, unit: 'auto', timeZone, dateOrder: undefined, intervalMs })
  const parser = csvBars({ format: 'auto', fileName, times, intervalMs, priceScale: 1, ...rest }, sink)
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  let begin = 0
  for (const end of ends) {
    parser.push(bytes.subarray(begin, end))
    begin = end
  }
  parser.finish()
  return sink
}

const HEADER = 'open_time,open,high,low,close,volume\n'
const T = 1_704_067_200_000
const GOOD = `${T},10,12,9,11,5`
const row = (t: number, open = 10, high = 12, low = 9, close = 11, volume = 5) => ({
  t,
  open,
  high,
  low,
  close,
  volume,
})

describe('bad fields (B01)', () => {
  it.each([
    ['NaN', 'E_CSV_NUMBER open: "NaN" is not a finite decimal number'],
    ['', 'E_CSV_NUMBER open: an empty field'],
    ['"1,5"', 'E_CSV_NUMBER open: "1,5" is not a finite decimal number'],
    ['1e999', 'E_CSV_NUMBER open: "1e999" is not a finite decimal number'],
    ['0x1F', 'E_CSV_NUMBER open: "0x1F" is not a finite decimal number'],
    ['Infinity', 'E_CSV_NUMBER open: "Infinity" is not a finite decimal number'],
    ['1\0', 'E_CSV_NUL number 2: a NUL byte'],
    ['1,5', 'E_CSV_FIELDS -: 7 fields instead of 6'],
    ['"10', 'E_CSV_QUOTE number 2: a quote that is not closed on its line, or stands inside a field'],
    ['1"0', 'E_CSV_QUOTE number 2: a quote that is not closed on its line, or stands inside a field'],
  ])('names row and column of %j', (open, fault) => {
    const { faults, rows } = read(`${HEADER}${T},${open},12,9,11,5\n${T + MINUTE},10,12,9,11,5\n`)
    expect(faults).toEqual([`2 ${fault}`])
    expect(rows.map(([n]) => n)).toEqual([3])
  })

  it('refuses a quoted line end', () => {
    expect(read(`${HEADER}${T},"10\n",12,9,11,5\n`).codes).toEqual(['E_CSV_QUOTE', 'E_CSV_QUOTE'])
  })

  it('refuses a decimal comma in a file of semicolons', () => {
    expect(read(`time;open;high;low;close\n${T};1,5;2;1;1\n`).faults).toEqual([
      '2 E_CSV_NUMBER open: "1,5" is not a finite decimal number',
    ])
  })

  it('refuses a line of 10 MB without collecting it', () => {
    const piece = new Uint8Array(65_536).fill(0x31)
    const sink = recorder()
    const times = barTimes({
      fileName: 'x.csv',
      unit: 'auto',
      timeZone: undefined,
      dateOrder: undefined,
      intervalMs: MINUTE,
    })
    const parser = csvBars({ format: 'auto', fileName: 'x.csv', times, intervalMs: MINUTE, priceScale: 1 }, sink)
    parser.push(new TextEncoder().encode(`${HEADER}${GOOD}\n`))
    let pushed = 0
    expect(() => {
      for (; pushed < 160; pushed++) parser.push(piece)
    }).toThrow(`row 3: a line longer than ${MAX_LINE_BYTES} bytes`)
    expect(pushed).toBeLessThan(3)
    expect(() => read(`${HEADER}${'1'.repeat(MAX_LINE_BYTES + 1)}\n${GOOD}\n`)).toThrow('row 2: a line longer')
  })

  it('refuses UTF-16', () => {
    expect(() => read(new Uint8Array([0xff, 0xfe, 0x74, 0, 0x0a, 0]))).toThrow(
      expect.objectContaining({ code: 'E_CSV_ENCODING' }),
    )
  })

  it('refuses a blank line between rows, not at the end', () => {
    expect(read(`${HEADER}${GOOD}\n\n${T + MINUTE},10,12,9,11,5\n\n\n`).faults).toEqual([
      '3 E_CSV_FIELDS -: a blank line between rows',
    ])
  })

  it.each(['', '\n\n', '\ufeff'])('refuses a file without a line (%j)', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'E_CSV_EMPTY' }))
  })
})

describe('accepted text', () => {
  it.each([
    ['a byte-order mark', `\ufeff${HEADER}${GOOD}\n`],
    ['CR LF', `${HEADER}${GOOD}\n`.replaceAll('\n', '\r\n')],
    ['no final line end', `${HEADER}${GOOD}`],
    ['quotes', `"open_time","open","high","low","close","volume"\n"${T}", "10" ,12,9,11,5\n`],
    ['blanks', `open_time, open, high, low, close, volume\n${T}, 10, 12, 9, 11, 5\n`],
    ['semicolons', `${HEADER}${GOOD}\n`.replaceAll(',', ';')],
    ['tabs', `${HEADER}${GOOD}\n`.replaceAll(',', '\t')],
    ['another order', `Close,Volume,TIMESTAMP,Low,High,Open\n11,5,${T},9,12,10\n`],
    ['short names', `t,o,h,l,c,v\n${GOOD}\n`],
  ])('with %s', (_, text) => {
    const { rows, faults } = read(text)
    expect(faults).toEqual([])
    expect(rows).toEqual([[2, row(T)]])
  })

  it('gives the same rows however it is cut', () => {
    const text = `\ufeff${HEADER}${GOOD}\r\n${T + MINUTE},10,12,9,NaN,5\r\n"${T + 2 * MINUTE}",10,12,9,11,5\r\n\r\n${T + 3 * MINUTE},10,12,9,11,5`
    const whole = read(text)
    expect(whole.rows).toHaveLength(3)
    expect(whole.codes).toEqual(['E_CSV_NUMBER', 'E_CSV_FIELDS'])
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 20 }), (cuts) => {
        const cut = read(text, { cuts })
        expect([cut.rows, cut.faults]).toEqual([whole.rows, whole.faults])
      }),
    )
  })
})

describe('columns', () => {
  it('ignores what no bar needs and says so', () => {
    const text = 'date,open,high,low,close,adjclose,volume\n2000-01-03,10,12,9,11,3,5\n'
    const { rows, notes } = read(text, { intervalMs: DAY })
    expect(rows).toEqual([[2, row(Date.UTC(2000, 0, 3))]])
    expect(notes).toEqual(['ignored columns: adjclose'])
  })

  it('joins a date and a time', () => {
    const text = 'Date,Time,Open,High,Low,Close\n2024-01-01,09:30,10,12,9,11\n'
    expect(read(text, { timeZone: 'UTC' }).rows[0]![1].t).toBe(Date.UTC(2024, 0, 1, 9, 30))
  })

  it('prefers an epoch to its text, and the base volume to the quote volume', () => {
    const text = `unix,date,symbol,open,high,low,close,Volume USDT,Volume BTC\n${T},2024-01-01 00:00:00,BTC/USDT,10,12,9,11,500,5\n`
    expect(read(text).rows).toEqual([[2, row(T)]])
  })

  it('has no volume where the file has none', () => {
    const { rows } = read(`date,open,high,low,close\n2024-01-01,10,12,9,11\n`, { intervalMs: DAY })
    expect(rows[0]![1].volume).toBeNaN()
  })

  it('names what is missing, with the nearest name', () => {
    expect(() => read(`open_time,open,high,low,colse,volume\n${GOOD}\n`)).toThrow(
      'no column holds close; the source has "open_time", "open", "high", "low", "colse", "volume" (did you mean "colse"?)',
    )
    expect(() => read(`open,high,low,close\n10,12,9,11\n`)).toThrow('no column holds a time')
    expect(() => read(`time,open,Open,high,low,close\n`)).toThrow('two columns are called "open"')
  })

  it('refuses rows of a second instrument', () => {
    const text = `time,symbol,open,high,low,close\n${T},BTC,10,12,9,11\n${T + MINUTE},ETH,10,12,9,11\n`
    expect(read(text).faults).toEqual(['3 E_BAR_SYMBOL symbol: "ETH" in a file of "BTC": one instrument a file'])
  })
})

describe('files without names', () => {
  const kline = (t: string, close: string) => `${t},10,12,9,11,5,${close},55.5,7,2.5,27.7,0\n`

  it('are klines when they have 12 fields, in ms or us', () => {
    expect(read(kline(`${T}`, `${T + MINUTE - 1}`)).rows).toEqual([[1, row(T)]])
    expect(read(kline(`${T}000`, `${T + MINUTE}000`.replace(/60000000$/, '59999999'))).rows).toEqual([[1, row(T)]])
  })

  it('are klines of the interval that was told', () => {
    expect(() => read(kline(`${T}`, `${T + 5 * MINUTE - 1}`))).toThrow(
      'the bar spans 300000 ms, the interval says 60000 ms',
    )
  })

  it('are LEAN minutes with the day in the file’s name', () => {
    const options = { fileName: '20161007_trade.zip', timeZone: 'UTC' }
    const { rows } = read('0,10,12,9,11,5\r\n60000,10,12,9,11,5\r\n', options)
    expect(rows.map(([, { t }]) => t)).toEqual([Date.UTC(2016, 9, 7), Date.UTC(2016, 9, 7, 0, 1)])
    expect(read('0,10,12,9,11,5\n86400000,10,12,9,11,5\n', options).codes).toEqual(['E_TIME_FORMAT'])
    expect(() => read('0,10,12,9,11,5\n', { fileName: '20161007_trade.zip' })).toThrow('names no time zone')
    expect(() => read('0,10,12,9,11,5\n', { format: 'lean', fileName: 'x.csv' })).toThrow('no day in the file')
  })

  it('are LEAN days, with scaled prices', () => {
    const { rows } = read('19980102 00:00,100000,120000,90000,110000,5\n', { intervalMs: DAY, priceScale: 10_000 })
    expect(rows).toEqual([[1, row(Date.UTC(1998, 0, 2))]])
  })

  it('are not quote bars', () => {
    expect(() => read('0,1,1,1,1,1,1,1,1,1,1\n')).toThrow('11 fields are LEAN quote bars')
  })

  it('are plain when they have five or six fields, and this is said', () => {
    const { rows, notes } = read(`${GOOD}\n`)
    expect(rows).toEqual([[1, row(T)]])
    expect(notes).toEqual(['no names: read as time, open, high, low, close, volume'])
    expect(() => read('1,2,3\n')).toThrow('3 fields without names')
  })
})
