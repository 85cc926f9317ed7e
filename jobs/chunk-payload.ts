/**
 * The payload of a job: a range of a plan and nothing else. Names, paths and code never travel in it, because whoever can write to the
 * queue could then choose what workers load.
 */
import { z } from 'zod'
import { QueueError } from '../src/core/errors.ts'

export const PAYLOAD_VERSION = 1

const payload = z
  .strictObject({
    version: z.literal(PAYLOAD_VERSION),
    planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
    from: z.number().int().nonnegative(),
    /** Exclusive. */
    to: z.number().int().positive(),
  })
  .refine(({ from, to }) => from < to, { message: 'from must be less than to', path: ['from'] })

export type ChunkPayload = Readonly<z.infer<typeof payload>>

/** Errors: E_BAD_JOB naming the field and the rule. */
export function parsePayload(value: unknown): ChunkPayload {
  const parsed = payload.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw badJob(`${path.join('.') || 'payload'}: ${message}`)
}

/** A payload that is well formed may still be meant for another plan. Errors: E_BAD_JOB. */
export function checkAgainstPlan({ planHash, to }: ChunkPayload, plan: { planHash: string; planned: number }): void {
  if (planHash !== plan.planHash) throw badJob(`planHash: ${planHash.slice(0, 16)}… is not the plan of this run`)
  if (to > plan.planned) throw badJob(`to: ${to} is beyond the plan's ${plan.planned} trials`)
}

/** The same range of the same plan has the same id, so offering it twice is harmless. No colon and not a number: BullMQ refuses those. */
export const chunkId = ({ planHash, from, to }: ChunkPayload): string => `c-${planHash.slice(0, 16)}-${from}-${to}`

const badJob = (why: string): QueueError =>
  new QueueError('E_BAD_JOB', `a job is not a chunk of this run: ${why}`, 'Empty the queue and resume the run.')
