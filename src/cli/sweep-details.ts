import type { Registries } from '../config/registries.ts'
import type { RankedRow } from '../reporting/leaderboard.ts'
import type { SweepOutcome } from './sweep-run.ts'

export async function writeDetails(
  _outcome: SweepOutcome,
  _rows: readonly RankedRow[],
  _count: number,
  _registries: Registries,
): Promise<void> {}
