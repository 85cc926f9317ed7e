import { expect, it } from 'vitest'
import { checkName } from '../../src/data/dataset-names.ts'

it('returns a usable name', () => expect(checkName('instrument', 'BTCUSDT')).toBe('BTCUSDT'))

it('shows what cannot be seen', () => {
  expect(() => checkName('instrument', 'a\u200b\u202eb')).toThrow('instrument "a\\u200b\\u202eb" is not a usable name')
  expect(() => checkName('dataset', '../../etc')).toThrow(expect.objectContaining({ code: 'E_DATASET_NAME' }))
})
