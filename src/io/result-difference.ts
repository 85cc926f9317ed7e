/** Two versions of the same rows: where they first differ. */
import { StoreError } from '../core/errors.ts'
import type { ResultBatch } from '../domain/result-batch.ts'

/** E_NONDETERMINISTIC with the first cell in which two versions of the same rows differ. */
export function nondeterministic(first: ResultBatch, second: ResultBatch, kept: string): StoreError {
  return new StoreError(
    'E_NONDETERMINISTIC',
    `the same trials gave different results: ${firstDifference(first, second)}. ${kept}`,
    'Look for Math.random, Date or state kept between trials in the strategy and its plug-ins.',
  )
}

/** `trial 17, sharpe: 0.5 and 0.25`; empty when the rows are equal bit for bit (NaN equals NaN). */
export function firstDifference(first: ResultBatch, second: ResultBatch): string {
  const a = columnsOf(first)
  const b = columnsOf(second)
  if (a.length !== b.length) return `${a.length} and ${b.length} columns`
  for (let row = 0; row < Math.min(first.rows, second.rows); row++) {
    for (let column = 0; column < a.length; column++) {
      const x = a[column]!.values[row]
      const y = b[column]!.values[row]
      if (!Object.is(x, y)) return `trial ${first.from + row}, ${a[column]!.name}: ${x} and ${y}`
    }
    const [x, y] = [first.returns[row]!, second.returns[row]!]
    if (x.length !== y.length) return `trial ${first.from + row}, returns: ${x.length} and ${y.length} days`
    const day = x.findIndex((value, i) => !Object.is(value, y[i]))
    if (day >= 0) return `trial ${first.from + row}, return of day ${day}: ${x[day]} and ${y[day]}`
  }
  return ''
}

const columnsOf = (batch: ResultBatch): { readonly name: string; readonly values: ArrayLike<string | number> }[] => [
  { name: 'trialId', values: batch.trialId },
  { name: 'status', values: batch.status },
  { name: 'reason', values: batch.reason },
  ...batch.axes,
  ...batch.metrics,
]
