import { expect, it } from 'vitest'
import { checkClaims, fileClaims } from '../../src/data/file-claims.ts'

it.each([
  ['BTCUSDT-5m-2024-02.csv.gz', '2024-02-01', '2024-03-01'],
  ['BTCUSDT-5m-2024-12.zip', '2024-12-01', '2025-01-01'],
  ['BTCUSDT-5m-2024-02-29.csv', '2024-02-29', '2024-03-01'],
  ['BTCUSDT-5m-2024.csv', '2024-01-01', '2025-01-01'],
])('reads %s', (name, from, to) => {
  expect(fileClaims(name)).toEqual({ symbol: 'BTCUSDT', interval: '5m', range: [Date.parse(from), Date.parse(to)] })
})

it.each([
  'prices.csv',
  'BTCUSDT-1h-2024-01_2024-05.csv.gz',
  'sp500-2000.csv',
  '20161007_trade.zip',
  'vix-daily-1990_2018.csv',
])('reads nothing into %s', (name) => expect(fileClaims(name)).toBeUndefined())

it('refuses mixed symbols and intervals', () => {
  expect(() => checkClaims(['x.csv', 'BTCUSDT-60m-2024-01.csv', 'BTCUSDT-1h-2024-02.csv'], '1h')).not.toThrow()
  expect(() => checkClaims(['BTCUSDT-1h-2024-01.csv', 'BTCUSDT-5m-2024-02.csv'], '1h')).toThrow(
    'BTCUSDT-5m-2024-02.csv says 5m, the import says 1h',
  )
  expect(() => checkClaims(['BTCUSDT-1h-2024-01.csv', 'ETHUSDT-1h-2024-01.csv'], '1h')).toThrow(
    expect.objectContaining({ code: 'E_IMPORT_MIXED' }),
  )
})
