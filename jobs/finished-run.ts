/** The last steps of a run that has its final files, and its summary. */
import { StoreError } from '../src/core/errors.ts'
import { removeShards } from '../src/io/compaction.ts'
import { crashpoint } from '../src/io/crashpoint.ts'
import { damagedFiles, type RunDirectory } from '../src/io/run-directory.ts'

export interface SweepSummary {
  /** `interrupted`: drained or stopped; the same command resumes it. */
  readonly state: 'complete' | 'interrupted'
  readonly planned: number
  /** Rows on disk, failed and quarantined ones included. */
  readonly committed: number
  readonly failed: number
  readonly quarantined: number
  readonly duplicates: number
  /** Trials that earlier sessions had committed. */
  readonly resumedFrom: number
  readonly ms: number
}

/**
 * Summary of a run that has its final files, after checking them against the manifest and removing left-over shards; null when there is
 * something to compute. Needs no pool. Errors: E_RUN_FILES naming a changed or missing file.
 */
export async function finishedRun(run: RunDirectory): Promise<SweepSummary | null> {
  const { manifest } = run
  if (manifest.files === null) return null
  const damaged = await damagedFiles(run.path, manifest)
  if (damaged.length > 0) {
    throw new StoreError(
      'E_RUN_FILES',
      `${damaged.join(' and ')} of the complete run ${run.runId} changed or vanished`,
      'Restore it, or compute it again with --new-run.',
    )
  }
  if (manifest.state !== 'complete') {
    removeShards(run.path)
    crashpoint('compaction.shards-removed')
    run.update({ state: 'complete', error: null })
  }
  const { failed, quarantined } = manifest.counts
  const { planned } = manifest
  return {
    state: 'complete',
    planned,
    committed: planned,
    failed,
    quarantined,
    duplicates: 0,
    resumedFrom: planned,
    ms: 0,
  }
}
