import type { ResultBatch } from '../../src/domain/result-batch.ts'

export interface PlainRow {
  readonly trialId: string
  readonly status?: string
  readonly axes: Readonly<Record<string, number | string>>
  /** NaN is undefined. */
  readonly metrics: Readonly<Record<string, number>>
}

/** A batch as an evaluator hands it over. All rows have the same axes and metrics. */
export function batchOf(rows: readonly PlainRow[], from = 0): ResultBatch {
  const first = rows[0] ?? { axes: {}, metrics: {} }
  return {
    from,
    rows: rows.length,
    trialId: rows.map(({ trialId }) => trialId),
    status: rows.map(({ status }) => status ?? 'ok'),
    reason: rows.map(() => ''),
    axes: Object.entries(first.axes).map(([name, value]) => ({
      name,
      values:
        typeof value === 'number'
          ? Float64Array.from(rows, ({ axes }) => axes[name] as number)
          : rows.map(({ axes }) => axes[name] as string),
    })),
    metrics: Object.keys(first.metrics).map((name) => ({
      name,
      values: Float64Array.from(rows, ({ metrics }) => metrics[name]!),
    })),
    returns: rows.map(() => new Float64Array(0)),
  }
}
