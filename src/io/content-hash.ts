/**
 * Hash of what result rows say, independent of how a Parquet writer lays them out: schema, then each column's values in row order,
 * NaN in one form. It survives a new version of the Parquet library, another compression and another cut into row groups; the sha256
 * of the file does not. Each column has its own running SHA-256, so rows can be fed in pieces of any size with the same result.
 */
import { createHash, type Hash } from 'node:crypto'
import type { ResultBatch } from '../domain/result-batch.ts'
import type { ResultLayout } from './result-columns.ts'

export interface ContentHashes {
  /** Of the columns of trials.parquet. */
  readonly trials: string
  /** Of the columns of returns.parquet. */
  readonly returns: string
}

export class ContentHasher {
  readonly #schema: string
  readonly #id = createHash('sha256')
  readonly #columns: readonly Hash[]
  readonly #lengths = createHash('sha256')
  readonly #returns = createHash('sha256')

  constructor(layout: ResultLayout) {
    this.#schema = JSON.stringify(layout)
    this.#columns = Array.from({ length: 3 + layout.axes.length + layout.metrics.length }, () => createHash('sha256'))
  }

  /** Adds rows that follow the ones before. */
  update(batch: ResultBatch): void {
    const index = new Float64Array(batch.rows)
    for (let i = 0; i < index.length; i++) index[i] = batch.from + i
    this.#id.update(framed(batch.trialId))
    const columns = [index, batch.status, batch.reason, ...batch.axes.map(valuesOf), ...batch.metrics.map(valuesOf)]
    columns.forEach((values, column) => {
      this.#columns[column]!.update(values instanceof Float64Array ? canonicalBytes(values) : framed(values))
    })
    this.#lengths.update(canonicalBytes(Float64Array.from(batch.returns, (series) => series.length)))
    for (const run of adjacent(batch.returns)) this.#returns.update(canonicalBytes(run))
  }

  digest(): ContentHashes {
    const id = this.#id.digest('hex')
    const columns = this.#columns.map((column) => column.digest('hex'))
    return {
      trials: fold([this.#schema, id, ...columns]),
      returns: fold(['returns', id, this.#lengths.digest('hex'), this.#returns.digest('hex')]),
    }
  }
}

/** One hash for a whole batch, as kept in a shard's footer. */
export function batchContentHash(batch: ResultBatch, layout: ResultLayout): string {
  const hasher = new ContentHasher(layout)
  hasher.update(batch)
  const { trials, returns } = hasher.digest()
  return fold([trials, returns])
}

const valuesOf = <V>(column: { readonly values: V }): V => column.values

const fold = (parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex')

const framed = (values: readonly string[]): string => values.map((value) => `${value.length}:${value}`).join('')

/** Series that lie one behind the other in memory as one: a decoded batch is hashed in one piece instead of a call for each trial. */
function adjacent(series: readonly Float64Array[]): Float64Array[] {
  const runs: Float64Array[] = []
  for (let i = 0; i < series.length; ) {
    const first = series[i]!
    let length = first.length
    for (i++; i < series.length; i++) {
      const next = series[i]!
      if (next.buffer !== first.buffer || next.byteOffset !== first.byteOffset + 8 * length) break
      length += next.length
    }
    runs.push(length === first.length ? first : new Float64Array(first.buffer, first.byteOffset, length))
  }
  return runs
}

/** The bytes of the numbers, little endian, every NaN as the quiet one. */
function canonicalBytes(values: Float64Array): Uint8Array {
  let canonical = values
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i])) continue
    if (canonical === values) canonical = values.slice()
    canonical[i] = Number.NaN
  }
  return new Uint8Array(canonical.buffer, canonical.byteOffset, canonical.byteLength)
}
