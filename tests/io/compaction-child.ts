import { removeShards, writeFinalFiles } from '../../src/io/compaction.ts'
import { crashpoint } from '../../src/io/crashpoint.ts'
import { openRun } from '../../src/io/run-directory.ts'
import { PLAN_HASH } from '../jobs/fake-evaluator.ts'

/** Ends a run of 40 trials as the coordinator does. As a script (`node compaction-child.ts RESULTS`) a crash point can kill it. */
export async function compactAsCoordinator(results: string): Promise<[string, string]> {
  const request = { name: 'demo', planHash: PLAN_HASH, plan: {}, identity: {}, environment: {} }
  const run = openRun({ ...request, results, planned: 40 })
  if (run.manifest.files === null) {
    const { trials, returns } = await writeFinalFiles(run.path, PLAN_HASH, 40)
    run.update({ files: { trials, returns } })
    crashpoint('compaction.recorded')
  }
  removeShards(run.path)
  crashpoint('compaction.shards-removed')
  run.update({ state: 'complete' })
  run.close()
  return [run.manifest.files!.trials.sha256, run.manifest.files!.returns.sha256]
}

if (import.meta.main) await compactAsCoordinator(process.argv[2]!)
