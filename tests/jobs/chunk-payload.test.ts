import { expect, test } from 'vitest'
import { checkAgainstPlan, chunkId, parsePayload } from '../../jobs/chunk-payload.ts'
import { PLAN_HASH } from './fake-evaluator.ts'

const chunk = { version: 1, planHash: PLAN_HASH, from: 0, to: 10 } as const

test('a payload names a field and a rule when it is wrong', () => {
  expect(parsePayload(chunk)).toEqual(chunk)
  expect(() => parsePayload({ ...chunk, from: 10 })).toThrow(/from: from must be less than to/)
  expect(() => parsePayload({ ...chunk, planHash: 'x' })).toThrow(/planHash: must be 64 hex digits/)
  expect(() => parsePayload({ ...chunk, code: 'rm' })).toThrow(/payload: .*code/)
})

test('a chunk of another plan or beyond the plan is a bad job', () => {
  const plan = { planHash: PLAN_HASH, planned: 10 }
  expect(() => checkAgainstPlan(chunk, plan)).not.toThrow()
  expect(() => checkAgainstPlan({ ...chunk, to: 11 }, plan)).toThrow(/to: 11 is beyond the plan's 10 trials/)
  expect(() => checkAgainstPlan({ ...chunk, planHash: 'cd'.repeat(32) }, plan)).toThrow(/planHash/)
})

test('an id holds no colon, is no number and tells ranges apart', () => {
  expect(chunkId(chunk)).toMatch(/^c-[0-9a-f]{16}-0-10$/)
  expect(chunkId({ ...chunk, from: 1 })).not.toBe(chunkId(chunk))
})
