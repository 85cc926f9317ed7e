import { type CoordinatorOptions, createCoordinator, type SweepCoordinator } from '../../jobs/coordinator.ts'
import type { SweepSummary } from '../../jobs/finished-run.ts'
import type { SweepEvent } from '../../jobs/progress.ts'
import type { RunManifest } from '../../src/io/manifest.ts'
import { openRun, type RunDirectory } from '../../src/io/run-directory.ts'
import { createPool, type PoolOptions } from '../../workers/pool.ts'
import { type FakeInit, fakeQuarantined, PLAN_HASH } from './fake-evaluator.ts'

export interface FakeSweep {
  readonly results: string
  readonly planned: number
  readonly threads?: number
  readonly init?: FakeInit
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly pool?: Partial<PoolOptions>
  /** Called when the sweep is about to run. */
  readonly onStart?: (coordinator: SweepCoordinator) => void
}

export interface FakeSweepResult {
  readonly summary: SweepSummary
  readonly manifest: RunManifest
  readonly path: string
  /** sha256 of trials.parquet and returns.parquet; empty when there are none. */
  readonly hashes: string
  readonly events: SweepEvent[]
}

export const openFakeRun = (results: string, planned: number): RunDirectory =>
  openRun({ results, name: 'fake', planHash: PLAN_HASH, planned, plan: {}, identity: {}, environment: {} })

/** A whole sweep of the fake evaluator in this process: opens the run, computes, compacts, closes. */
export async function fakeSweep(sweep: FakeSweep): Promise<FakeSweepResult> {
  const { results, planned, threads = 2, init = {} } = sweep
  const run = openFakeRun(results, planned)
  const pool = createPool({
    threads,
    evaluatorModule: new URL('./fake-evaluator.ts', import.meta.url).href,
    init,
    runDirectory: run.path,
    planHash: PLAN_HASH,
    graceMs: 100,
    ...sweep.pool,
  })
  const events: SweepEvent[] = []
  const coordinator = createCoordinator({
    run,
    pool,
    quarantinedRow: (index, reason) => fakeQuarantined(index, reason, init.days ?? 20),
    onEvent: (event) => events.push(event),
    ...sweep.coordinator,
  })
  try {
    sweep.onStart?.(coordinator)
    const summary = await coordinator.run()
    const { manifest, path } = run
    const hashes = manifest.files === null ? '' : `${manifest.files.trials.sha256} ${manifest.files.returns.sha256}`
    return { summary, manifest, path, hashes, events }
  } finally {
    await pool.close(2_000)
    run.close()
  }
}
