/**
 * The file that every worker thread runs: takes a chunk, evaluates it, encodes and commits its shard, answers with a receipt.
 * It knows nothing of strategies: the evaluator comes from a module named in workerData, so one worker file serves every composition.
 */
import '../src/io/math-flag.ts'
import { threadId, workerData } from 'node:worker_threads'
import type { ChunkEvaluator } from '../src/domain/result-batch.ts'
import { adoptShard, commitShard } from '../src/io/commit.ts'
import { type CompactionReport, writeFinalFiles } from '../src/io/compaction.ts'
import { encodeShard } from '../src/io/shard-file.ts'
import {
  type ChunkReply,
  type ChunkTask,
  type PlainError,
  type ThreadIdentity,
  type ThreadInit,
  toPlainError,
} from './chunk-task.ts'
import { ControlBlock, STAGE_COMMIT, STAGE_EVALUATE, STAGE_SETUP } from './control-block.ts'

const { evaluatorModule, init, runDirectory, planHash, control } = workerData as ThreadInit
const block = ControlBlock.attach(control)
const identity: ThreadIdentity = { seat: block.takeSeat(threadId) }
let evaluator: ChunkEvaluator | undefined

/**
 * One chunk. Never rejects (see ChunkReply). A shard that is already on disk for the same range is adopted, not computed again.
 * Contract with the evaluator: `accept(lease)` if there is a lease, then `evaluate`, which polls for the wish to stop between trials.
 */
export default async function backtest({ lane, ticket, from, to, lease }: ChunkTask): Promise<ChunkReply> {
  block.setThread(lane, threadId)
  let stage: 'setup' | 'evaluate' | 'commit' = 'setup'
  block.enter(lane, STAGE_SETUP)
  try {
    const there = adoptShard(runDirectory, from, to, planHash)
    if (there !== null) return { kind: 'committed', receipt: { ...there, cpuMs: 0 } }
    evaluator ??= await loadEvaluator()
    const startedAt = performance.now()
    const cpu = process.threadCpuUsage()
    stage = 'evaluate'
    block.enter(lane, STAGE_EVALUATE)
    if (lease !== null && lease !== undefined) evaluator.accept?.(lease)
    const shouldStop = (): boolean => block.isAskedToStop(lane, ticket)
    const batch = evaluator.evaluate(from, to, shouldStop, () => block.countTrial(lane))
    if (batch === null) return { kind: 'stopped' }
    stage = 'commit'
    block.enter(lane, STAGE_COMMIT)
    const receipt = commitShard(runDirectory, encodeShard(batch, planHash), startedAt)
    const used = process.threadCpuUsage(cpu)
    return { kind: 'committed', receipt: { ...receipt, cpuMs: (used.user + used.system) / 1000 } }
  } catch (error) {
    return { kind: 'failed', stage, error: toPlainError(error) }
  }
}

/** The end of a run, in a thread that already has the Parquet library and whose memory goes when the pool closes. */
export async function compact(planned: number): Promise<CompactionReport | { readonly error: PlainError }> {
  try {
    return await writeFinalFiles(runDirectory, planHash, planned)
  } catch (error) {
    return { error: toPlainError(error) }
  }
}

/** What an evaluator module exports. */
export interface EvaluatorModule {
  createEvaluator(init: unknown, thread: ThreadIdentity): ChunkEvaluator | Promise<ChunkEvaluator>
}

async function loadEvaluator(): Promise<ChunkEvaluator> {
  const module = (await import(evaluatorModule)) as Partial<EvaluatorModule>
  if (typeof module.createEvaluator !== 'function')
    throw new Error(`${evaluatorModule} does not export createEvaluator`)
  return await module.createEvaluator(init, identity)
}
