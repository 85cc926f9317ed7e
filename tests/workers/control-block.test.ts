import { expect, test } from 'vitest'
import { ControlBlock, STAGE_EVALUATE, seatsFor } from '../../workers/control-block.ts'

test('lanes do not touch each other, and both ends see the same words', () => {
  const pool = new ControlBlock(3)
  const thread = ControlBlock.attach(pool.buffer)
  thread.enter(1, STAGE_EVALUATE)
  thread.setThread(1, 42)
  thread.countTrial(1)
  thread.countTrial(1)
  expect([0, 1, 2].map((lane) => [pool.stage(lane), pool.thread(lane), pool.trialsDone(lane)])).toEqual([
    [0, 0, 0],
    [STAGE_EVALUATE, 42, 2],
    [0, 0, 0],
  ])
  pool.askToStop(1, 7)
  expect(thread.isAskedToStop(1, 7)).toBe(true)
  expect(thread.isAskedToStop(1, 8)).toBe(false)
  expect(thread.isAskedToStop(0, 7)).toBe(false)
  pool.begin(1)
  expect([pool.stage(1), pool.trialsDone(1), thread.isAskedToStop(1, 7)]).toEqual([0, 0, false])
})

test('a seat belongs to one thread until it is freed', () => {
  const block = new ControlBlock(2)
  const seats = Array.from({ length: seatsFor(2) }, (_, i) => block.takeSeat(100 + i))
  expect(seats).toEqual(Array.from({ length: seatsFor(2) }, (_, i) => i))
  expect(block.seatOf(103)).toBe(3)
  expect(block.seatOf(99)).toBe(-1)
  block.freeSeat(3)
  expect(block.takeSeat(200)).toBe(3)
  expect(block.stage(0)).toBe(0)
  expect(block.stage(1)).toBe(0)
})
